"""The 331: invented with a fixed seed, so that each demonstration has the same people."""

from random import Random

from xinhuo.shell.demo.facts import DemoPlace, DemoUnit, Elder

SEED = 331
TEAMS = 10
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭"
    "廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_MEN = [
    "德顺",
    "志远",
    "家骏",
    "建国",
    "广生",
    "伯年",
    "永康",
    "正明",
    "卫东",
    "春生",
    "福生",
    "炳坤",
    "海山",
    "金宝",
    "怀德",
    "景云",
    "纪元",
    "鹤鸣",
    "有福",
    "文华",
    "国栋",
    "长根",
    "阿大",
    "松林",
    "寿康",
    "洪生",
    "耀明",
    "祖荫",
    "仁甫",
    "克勤",
    "守信",
    "培元",
    "树德",
    "云龙",
    "立功",
    "光荣",
    "保民",
    "福根",
    "根兴",
    "宝林",
    "镕",
    "堃",
    "喆",
    "昇",
    "犇",
    "䶮",
]
_WOMEN = [
    "秀兰",
    "玉珍",
    "桂英",
    "爱芳",
    "素琴",
    "凤英",
    "月娥",
    "惠芬",
    "彩霞",
    "玉芬",
    "淑华",
    "雪珍",
    "金凤",
    "巧云",
    "杏珍",
    "菊仙",
    "素梅",
    "兰英",
    "婉如",
    "美娟",
    "静芳",
    "佩华",
    "银娣",
    "招娣",
    "翠英",
    "秋香",
    "瑞珍",
    "文英",
    "慧珠",
    "锦芳",
    "梅芳",
    "根娣",
    "志英",
    "建芬",
    "荷珍",
    "竹君",
    "㛃",
]
_WOMEN_KEEPERS = frozenset({"吴秀兰", "沈玉珍", "何桂英", "徐爱芳", "朱素琴"})
_WORK = {
    "老干部": (
        ("供销社", "副主任"),
        ("乡政府", "民政助理"),
        ("粮管所", "所长"),
        ("水利站", "站长"),
        ("镇工业公司", "经理"),
    ),
    "老战士": (("某部", "副连职"), ("某部", "排长"), ("海军某部", "班长"), ("某部", "卫生员"), ("某部", "营职")),
    "老专家": (
        ("农机站", "工程师"),
        ("卫生院", "主治医师"),
        ("农科站", "农艺师"),
        ("建筑公司", "高级工程师"),
        ("兽医站", "兽医师"),
    ),
    "老教师": (
        ("中心小学", "语文教师"),
        ("清河中学", "数学教师"),
        ("中心小学", "校长"),
        ("清河中学", "体育教师"),
        ("幼儿园", "园长"),
    ),
    "老模范": (
        ("纺织厂", "挡车工"),
        ("村民委员会", "主任"),
        ("机械厂", "钳工"),
        ("邮电所", "投递员"),
        ("缫丝厂", "班长"),
    ),
}
_SKILLS = ("书法", "讲故事", "二胡", "象棋", "种植", "调解", "太极拳", "剪纸", "辅导作业", "修理", "朗诵", "")
_HEALTH = ("良好", "一般", "一般", "腿脚不便", "膝关节不好", "较弱")
_POLITICS = ("中共党员",) * 6 + ("群众",) * 3 + ("民盟",)


def elders(place: DemoPlace, year: int) -> list[Elder]:
    """All of them, the 常务副主任 of each unit first, with ages that make sense in `year`. No name comes twice."""
    rng = Random(SEED)
    taken = {name for u in place.units for name in (u.keeper, u.director, u.secretary)}
    taken |= {leader.name for leader in place.leaders}
    found: list[Elder] = []
    for number, unit in enumerate(place.units):
        found.append(_elder(rng, unit, unit.keeper, number, len(found), year))
        for _ in range(unit.elders - 1):
            name = _name(rng, taken)
            found.append(_elder(rng, unit, name, None, len(found), year))
    return found


def _name(rng: Random, taken: set[str]) -> str:
    while True:
        name = rng.choice(_SURNAMES) + rng.choice(_MEN if rng.random() < 0.6 else _WOMEN)
        if name not in taken:
            taken.add(name)
            return name


def _is_woman(name: str) -> bool:
    return name in _WOMEN_KEEPERS or name[1:] in _WOMEN


def _elder(rng: Random, unit: DemoUnit, name: str, keeper: int | None, count: int, year: int) -> Elder:
    category = rng.choice(list(_WORK))
    second = rng.choice(list(_WORK)) if rng.random() < 0.18 else category
    employer, post = rng.choice(_WORK[category])
    age = rng.randint(62, 70) if keeper is not None else round(rng.triangular(61, 89, 72))
    phone = f"1390000{keeper + 2:04d}" if keeper is not None else f"1990{count:03d}{rng.randrange(10_000):04d}"
    return Elder(
        unit=unit.name,
        name=name,
        sex="女" if _is_woman(name) else "男",
        birth=(year - age, rng.randint(1, 12)),
        politics="中共党员" if keeper is not None or category == "老干部" else rng.choice(_POLITICS),
        categories=tuple(dict.fromkeys([category, second])),
        employer=employer,
        post=post,
        phone=phone,
        joined=(year - rng.randint(2, 14), rng.randint(1, 12)),
        team=count % TEAMS + 1,
        skills=rng.choice(_SKILLS),
        health=rng.choice(_HEALTH) if age > 74 else "良好",
    )
