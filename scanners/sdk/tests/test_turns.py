"""Who may use an engine at the same time as whom."""

import asyncio

from assay_engine.host.turns import Turns
from hypothesis import given
from hypothesis import strategies as st


def test_several_at_once_in_the_order_in_which_they_asked():
    async def scenario():
        turns = Turns(2)
        asked = [turns.ask() for _ in range(4)]
        assert [each.done() for each in asked] == [True, True, False, False]
        turns.end(asked[1].result())
        assert [each.done() for each in asked] == [True, True, True, False]

    asyncio.run(scenario())


def test_one_that_is_alone_waits_for_the_others_and_those_behind_wait_for_it():
    async def scenario():
        turns = Turns(2)
        first, alone, behind = turns.ask(), turns.ask(alone=True), turns.ask()
        assert (alone.done(), behind.done()) == (False, False)
        turns.end(first.result())
        assert (alone.done(), behind.done()) == (True, False)
        turns.end(alone.result())
        assert behind.done()
        assert not alone.result().had_company

    asyncio.run(scenario())


def test_who_asks_to_be_first_waits_for_nobody_that_waits():
    async def scenario():
        turns = Turns(1)
        running, waiting, first = turns.ask(), turns.ask(), turns.ask(first=True)
        turns.end(running.result())
        assert (first.done(), waiting.done()) == (True, False)

    asyncio.run(scenario())


def test_both_of_two_had_company_also_after_one_has_ended():
    async def scenario():
        turns = Turns(2)
        first, second = turns.ask(), turns.ask()
        turns.end(first.result())
        assert (first.result().had_company, second.result().had_company) == (True, True)
        third = turns.ask()
        turns.end(second.result())
        turns.end(third.result())
        fourth = turns.ask()
        assert not fourth.result().had_company

    asyncio.run(scenario())


def test_one_that_gives_up_holds_up_nobody():
    async def scenario():
        turns = Turns(2)
        _running, alone, behind = turns.ask(), turns.ask(alone=True), turns.ask()
        alone.cancel()
        await asyncio.wait([behind])
        assert behind.done()

    asyncio.run(scenario())


@given(
    st.integers(1, 4),
    st.lists(st.sampled_from(["ask", "ask alone", "ask first", "end", "give up"]), max_size=60),
    st.randoms(use_true_random=False),
)
def test_never_too_many_never_in_company_when_alone_and_nobody_is_forgotten(most, steps, chance):
    async def scenario():
        turns = Turns(most)
        waiting, running = [], []

        def look():
            running.extend(each for each in waiting if each.done())
            waiting[:] = [each for each in waiting if not each.done()]
            assert len(running) <= most
            assert len(running) <= 1 or not any(each.result().alone for each in running)
            assert running or not waiting

        for step in steps:
            if step.startswith("ask"):
                waiting.append(turns.ask(alone=step == "ask alone", first=step == "ask first"))
            elif step == "end" and running:
                turns.end(running.pop(chance.randrange(len(running))).result())
            elif step == "give up" and waiting:
                waiting.pop(chance.randrange(len(waiting))).cancel()
                await asyncio.sleep(0)
            look()
        while running:
            turns.end(running.pop().result())
            look()
        assert not waiting

    asyncio.run(scenario())
