"""A form waits for a post, not for a person: successors, deputies, empty seats, one person in both."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.approvals.office import Office
from tests.year_world import TODAY
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.approvals import services
from xinhuo.journal.approvals.facts import StepPlan
from xinhuo.journal.approvals.models import Case, Deputy
from xinhuo.journal.approvals.reading import stuck, waiting_for
from xinhuo.who.people.models import Post

YESTERDAY = TODAY - timedelta(days=1)


def waits_for(office: Office, case: Case, *names: str) -> None:
    """These and nobody else."""
    found = {
        name for name in office.accounts if case.pk in [line.case_id for line in waiting_for(office.actor(name), TODAY)]
    }
    assert found == set(names)
    for name in office.accounts:
        there = Case.objects.awaiting(office.actor(name), TODAY).filter(pk=case.pk).exists()
        assert there == (name in names)


def told(office: Office, case: Case) -> bool:
    """Does the office know that nobody can decide?"""
    return case.pk in [line.case_id for line in stuck(office.actor("王敏").scope("manage_posts"), TODAY)]


def away(office: Office, name: str, post: str, deputy: str, first: date = TODAY, last: date = TODAY) -> Deputy:
    return services.set_deputy(
        office.actor(name), office.posts[name, post], office.people[deputy], first, last, "外出", TODAY
    )


def test_the_successor_gets_what_waits_and_what_was_decided_stays(office: Office) -> None:
    case = office.submit()
    office.decide("陆建华", case)
    office.person("陈国栋")
    office.leave("韩志远", "party_secretary", YESTERDAY)
    waits_for(office, case)
    assert told(office, case)
    office.hold("陈国栋", "party_secretary", party_post="党工委书记")
    waits_for(office, case, "陈国栋")
    assert not told(office, case)
    office.leave("陆建华", "director", YESTERDAY)
    made = office.decide("陈国栋", case)
    assert made.post_name == "党工委书记"
    assert [(d.name, d.post_name) for d in case.decisions.all()] == [("陆建华", "主任"), ("陈国栋", "党工委书记")]


def test_a_party_post_held_with_another_one_is_a_seat(office: Office) -> None:
    case = office.submit([StepPlan("approve", office.seat("party_secretary", office.village))])
    waits_for(office, case, "沈国平")
    assert office.decide("沈国平", case).post_name == "党组织书记"


def test_a_deputy_decides_within_the_dates_and_in_whose_name_stays(office: Office) -> None:
    office.person("陈国栋")
    office.hold("陈国栋", "deputy_director")
    case = office.submit()
    deputy = away(office, "陆建华", "director", "陈国栋", TODAY + timedelta(days=1), TODAY + timedelta(days=3))
    waits_for(office, case, "陆建华")
    with pytest.raises(RuleBroken, match="不归您批"):
        office.decide("陈国栋", case)
    services.end_deputy(office.actor("陆建华"), deputy)
    away(office, "陆建华", "director", "陈国栋")
    waits_for(office, case, "陆建华", "陈国栋")
    made = office.decide("陈国栋", case)
    assert (made.name, made.post_name, made.for_name) == ("陈国栋", "主任", "陆建华")
    services.take_back(office.actor("陈国栋"), case.pk, 1, 1, TODAY)
    office.decide("陆建华", case)


def test_whose_time_as_a_deputy_is_over_takes_nothing_back(office: Office) -> None:
    office.person("陈国栋")
    office.hold("陈国栋", "deputy_director")
    case = office.submit()
    deputy = away(office, "陆建华", "director", "陈国栋")
    office.decide("陈国栋", case)
    services.end_deputy(office.actor("王敏"), deputy)
    with pytest.raises(RuleBroken, match="不是您批的"):
        services.take_back(office.actor("陈国栋"), case.pk, 1, 1, TODAY)
    waits_for(office, case, "韩志远")


def test_what_a_deputy_must_be(office: Office) -> None:
    office.person("陈国栋")
    office.person("冯长根", role="")
    office.hold("陈国栋", "deputy_director")
    by, post, other = office.actor("陆建华"), office.posts["陆建华", "director"], office.people["陈国栋"]
    late = TODAY + timedelta(days=400)
    for person, first, last, said in (
        (office.people["陆建华"], TODAY, TODAY, "要是别人"),
        (office.people["冯长根"], TODAY, TODAY, "还没有账号"),
        (other, TODAY, YESTERDAY, "早于开始"),
        (other, YESTERDAY, YESTERDAY, "已经过了"),
        (other, TODAY, late, "最长一年"),
    ):
        with pytest.raises(RuleBroken, match=said):
            services.set_deputy(by, post, person, first, last, "", TODAY)
    away(office, "陆建华", "director", "陈国栋")
    with pytest.raises(RuleBroken, match="已经有人代批"):
        away(office, "陆建华", "director", "陈国栋")
    with pytest.raises(RuleBroken, match="本人或办公室"):
        services.set_deputy(office.actor("何广田"), post, other, TODAY, TODAY, "", TODAY)
    assert Deputy.objects.count() == 1


def test_an_empty_seat_is_said_and_the_office_finds_somebody(office: Office) -> None:
    office.leave("陆建华", "director", YESTERDAY)
    case = office.submit()
    waits_for(office, case)
    assert told(office, case)
    text = office.enter("何广田").get(reverse("approvals:case", args=[case.pk])).content.decode()
    assert "这个职务现在没有人担任" in text
    services.hand_over(office.actor("王敏"), case.pk, 1, 1, office.people["沈国平"], "请先代看", TODAY)
    waits_for(office, case, "沈国平")
    assert office.decide("沈国平", case).verb == "agree"


def test_a_holder_without_an_account_signs_on_paper(office: Office) -> None:
    office.person("冯长根", role="")
    office.leave("陆建华", "director", YESTERDAY)
    office.hold("冯长根", "director")
    case = office.submit()
    assert told(office, case)
    made = services.sign_on_paper(office.actor("王敏"), case.pk, 1, 1, "agree", "", TODAY, TODAY)
    assert (made.name, made.by_name, made.on_paper) == ("冯长根", "王敏", True)
    waits_for(office, case, "韩志远")


def test_the_paper_of_a_former_holder_counts_for_its_day(office: Office) -> None:
    office.person("陈国栋")
    case = office.submit()
    office.leave("陆建华", "director", YESTERDAY)
    office.posts["陈国栋", "director"] = office.hold("陈国栋", "director")
    made = services.sign_on_paper(office.actor("王敏"), case.pk, 1, 1, "agree", "", YESTERDAY, TODAY,
                                  office.people["陆建华"].pk)  # fmt: skip
    assert made.name == "陆建华"


def test_a_later_round_was_not_signed_before_it_was_handed_in(office: Office) -> None:
    about = "0197f0c0-4972-728f-9c23-e0787d618abc"
    case = office.submit(about=about)
    office.decide("陆建华", case, "return")
    office.submit(about=about)
    with pytest.raises(RuleBroken, match="这一稿那天还没有报"):
        services.sign_on_paper(office.actor("王敏"), case.pk, 2, 1, "agree", "", YESTERDAY, TODAY)


def one_in_both(office: Office) -> Case:
    """书记兼主任: the village's two steps are one person's."""
    return office.submit(
        [
            StepPlan("review", office.seat("director", office.village)),
            StepPlan("approve", office.seat("party_secretary", office.village)),
        ]
    )


def test_one_person_in_both_seats_the_second_step_goes_to_the_director_of_the_office(office: Office) -> None:
    case = one_in_both(office)
    waits_for(office, case, "沈国平")
    office.decide("沈国平", case)
    waits_for(office, case, "陆建华")
    with pytest.raises(RuleBroken, match="不归您批"):
        office.decide("沈国平", case)
    assert office.decide("陆建华", case).unit_name == "清河新区办事处关工委"


def test_the_office_may_send_it_elsewhere(office: Office) -> None:
    services.set_second_seat(office.actor("王敏"), office.root, Post.objects.get(pk="party_secretary"))
    case = one_in_both(office)
    office.decide("沈国平", case)
    waits_for(office, case, "韩志远")
    with pytest.raises(RuleBroken, match="不能改这个机构"):
        services.set_second_seat(office.actor("何广田"), office.root, Post.objects.get(pk="director"))


def test_where_nobody_else_is_the_same_person_decides_again(office: Office) -> None:
    office.leave("陆建华", "director", YESTERDAY)
    case = one_in_both(office)
    office.decide("沈国平", case)
    waits_for(office, case, "沈国平")
    text = office.enter("沈国平").get(reverse("approvals:case", args=[case.pk])).content.decode()
    assert "也没有别人可换" in text
    office.decide("沈国平", case)
    case.refresh_from_db()
    assert case.state == "approved"


def test_who_was_handed_a_form_and_lost_the_account_gives_it_back_to_the_seat(office: Office) -> None:
    case = office.submit()
    services.hand_over(office.actor("陆建华"), case.pk, 1, 1, office.people["韩志远"], "请您看", TODAY)
    waits_for(office, case, "韩志远")
    office.accounts["韩志远"].is_active = False
    office.accounts["韩志远"].save()
    office.accounts.pop("韩志远")
    waits_for(office, case, "陆建华")


def test_to_whom_a_form_is_not_handed(office: Office) -> None:
    office.person("冯长根", role="")
    case = office.submit()
    for name, said in (("陆建华", "不能转给自己"), ("冯长根", "还没有账号"), ("何广田", "不能转给申报的人")):
        with pytest.raises(RuleBroken, match=said):
            services.hand_over(office.actor("陆建华"), case.pk, 1, 1, office.people[name], "请您看", TODAY)
    with pytest.raises(RuleBroken, match="不归您批"):  # the office has nothing to arrange here
        services.hand_over(office.actor("王敏"), case.pk, 1, 1, office.people["韩志远"], "请您看", TODAY)


def test_countersigns_go_beside_each_other(office: Office) -> None:
    office.person("陈国栋")
    office.hold("陈国栋", "deputy_director")
    steps = [
        StepPlan("countersign", office.seat("deputy_director")),
        StepPlan("countersign", office.seat("director")),
        StepPlan("approve", office.seat("party_secretary")),
    ]
    case = office.submit(steps)
    waits_for(office, case, "陈国栋", "陆建华")
    office.decide("陆建华", case, step=2)
    waits_for(office, case, "陈国栋")
    services.take_back(office.actor("陆建华"), case.pk, 1, 2, TODAY)
    office.decide("陈国栋", case, "return", step=1)
    waits_for(office, case)
    services.take_back(office.actor("陈国栋"), case.pk, 1, 1, TODAY)
    waits_for(office, case, "陈国栋", "陆建华")


def test_taking_back_until_the_next_has_acted_or_notices_went_out(office: Office) -> None:
    case = office.submit()
    office.decide("陆建华", case)
    office.decide("韩志远", case)
    with pytest.raises(RuleBroken, match="后面一步已经批了"):
        services.take_back(office.actor("陆建华"), case.pk, 1, 1, TODAY)
    services.take_back(office.actor("韩志远"), case.pk, 1, 2, TODAY)
    services.take_back(office.actor("陆建华"), case.pk, 1, 1, TODAY)
    with pytest.raises(RuleBroken, match="先不要发通知"):
        services.notices_went_out(case)
    office.decide("陆建华", case)
    office.decide("韩志远", case)
    services.notices_went_out(case)
    with pytest.raises(RuleBroken, match="通知已经发出"):
        services.take_back(office.actor("韩志远"), case.pk, 1, 2, TODAY)
    assert [d.verb for d in case.decisions.all()] == ["agree", "agree", "take_back", "take_back", "agree", "agree"]


def test_the_page_of_deputies(office: Office) -> None:
    office.person("陈国栋")
    office.hold("陈国栋", "deputy_director")
    client = office.enter("陆建华")
    said = {
        "appointment": office.posts["陆建华", "director"].pk, "person": office.people["陈国栋"].pk,
        "starts_on": "2026-12-20", "ends_on": "2026-12-25", "reason": "学习",
    }  # fmt: skip
    text = client.post(reverse("approvals:seats"), said, follow=True).content.decode()
    assert "由陈国栋代批" in text
    assert "两步是同一个人时" not in text
    strange = said | {"appointment": office.posts["韩志远", "party_secretary"].pk, "person": office.people["陈国栋"].pk}
    assert "重新选一位" in client.post(reverse("approvals:seats"), strange).content.decode()
    deputy = Deputy.objects.get()
    other = office.enter("何广田")
    assert other.post(reverse("approvals:end_deputy", args=[deputy.pk])).status_code == 404
    text = client.post(reverse("approvals:end_deputy", args=[deputy.pk]), follow=True).content.decode()
    assert "不再代批" in text
    assert Deputy.objects.count() == 0


def test_who_has_no_post_is_offered_no_deputies(office: Office) -> None:
    office.person("冯长根", office.village, "recorder")
    client = office.enter("冯长根")
    assert "不在时谁来批" not in client.get(reverse("approvals:list")).content.decode()
    assert client.get(reverse("approvals:seats")).status_code == 404
    assert "不在时谁来批" in office.enter("何广田").get(reverse("approvals:list")).content.decode()


def test_the_office_sets_where_the_second_step_goes(office: Office) -> None:
    client = office.enter("王敏")
    text = client.get(reverse("approvals:seats")).content.decode()
    assert "两步是同一个人时" in text
    said = {f"o{office.root.pk.hex[:8]}-post": "executive_deputy_director"}
    text = client.post(reverse("approvals:second", args=[office.root.pk]), said, follow=True).content.decode()
    assert "后一步归清河新区办事处常务副主任批" in text
    assert office.enter("何广田").post(reverse("approvals:second", args=[office.root.pk]), said).status_code == 404


def test_who_countersigned_also_approves(office: Office) -> None:
    seat = office.seat("party_secretary")
    case = office.submit([StepPlan("countersign", seat), StepPlan("approve", seat)])
    office.decide("韩志远", case)
    waits_for(office, case, "韩志远")


def test_only_who_may_records_paper_and_only_the_owner_withdraws(office: Office) -> None:
    other = office.other_village()
    office.person("钱永康", other, "recorder")
    office.hold("钱永康", "executive_deputy_director", other)
    case = office.submit()
    with pytest.raises(RuleBroken, match="不能替这个单位登记"):
        services.sign_on_paper(office.actor("陆建华"), case.pk, 1, 1, "agree", "", TODAY, TODAY)
    for name in ("陆建华", "钱永康"):
        with pytest.raises(RuleBroken, match="不是您报的"):
            services.withdraw(office.actor(name), case.pk)
    services.hand_over(office.actor("陆建华"), case.pk, 1, 1, office.people["钱永康"], "请您看", TODAY)
    client = office.enter("钱永康")
    assert client.get(reverse("approvals:case", args=[case.pk])).status_code == 200
    assert client.get(reverse("approvals:on_paper", args=[case.pk])).status_code == 404
    office.decide("钱永康", case)
