"""Text as words: whatever a plain scan finds, the pairs find too."""

from hypothesis import given
from hypothesis import strategies as st

from xinhuo.ground.search.rules import excerpt, holds, place_tokens, tokens_of, wanted_for, words_of

CHINESE = st.text(alphabet="学雷锋清扫楼道讲宪法小故事五老周德顺㛃䶮𠮷", min_size=1, max_size=30)
TYPED = st.text(alphabet="学雷锋清扫，。 、　abc12\uff13\uff21\uff22'\"*()-:&|!\\%_𠮷", max_size=60)


def finds(text: str, query: str) -> bool:
    """Would the index hand this text over for the query?"""
    known, wanted = tokens_of(text), wanted_for(words_of(query))
    begun = all(any(token.startswith(one) for token in known) for one in wanted.beginnings)
    return begun and set(wanted.whole) <= known


@given(CHINESE, st.data())
def test_every_piece_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    piece = text[start : data.draw(st.integers(start + 1, len(text)))]
    assert finds(text, piece)
    assert holds(words_of(piece), text)


@given(TYPED, TYPED)
def test_any_typing_gives_words_and_plain_tokens(query: str, text: str) -> None:
    words = words_of(query)
    assert all(word and word.isalnum() for word in words)
    wanted = wanted_for(words)
    assert all(token.isalnum() for token in (*wanted.whole, *wanted.beginnings, *tokens_of(text)))
    assert "".join(piece for piece, _ in excerpt(words, text)).strip("…") in text


def test_letters_are_found_by_their_beginning_and_width_does_not_matter() -> None:
    assert finds("周德顺\nzhoudeshun zds", "zhoude")
    assert finds("共\uff21\uff22\uff23\uff11\uff12\uff13号", "abc123")
    assert not finds("讲宪法小故事", "小宪法")
    assert words_of("学雷锋、做好人 学雷锋") == ["学雷锋", "做好人"]
    assert words_of("，。 ") == []


def test_a_piece_is_shown_around_what_was_found() -> None:
    long = "开头" * 30 + "带青少年清扫楼道" + "结尾" * 60
    pieces = excerpt(["清扫"], long)
    assert ("清扫", True) in pieces
    assert pieces[0] == ("…", False)
    assert pieces[-1] == ("…", False)
    assert sum(len(piece) for piece, _ in pieces) < 90


def test_a_place_is_below_every_unit_above_it() -> None:
    assert place_tokens("00010002", 1) == {"p1x0001", "p1x00010002", "o1x00010002", "c1x0001"}
