"""The playground's pure rooms: ids, permissions, limits, picture measures, faults, saving."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.playground import Playground, permissions
from bot.playground.faults import Faults
from bot.playground.images import measure
from bot.playground.limits import Limits
from bot.playground.persistence import Unreadable
from bot.playground.snowflakes import Snowflakes, age_s
from bot.playground.things import Channel, Overwrite, Person, Role
from bot.playground.uploads import clean_name


def test_ids_increase_and_tell_their_time():
    source = Snowflakes()
    ids = [source.next() for _ in range(10_000)]
    assert ids == sorted(set(ids))
    assert -1 < age_s(ids[0]) < 5
    source.raise_to(ids[-1] + (1 << 40))
    assert source.next() > ids[-1] + (1 << 40)


@given(
    kind=st.sampled_from(["PNG", "JPEG", "WEBP", "GIF"]),
    width=st.integers(1, 300),
    height=st.integers(1, 300),
    lossless=st.booleans(),
)
def test_pictures_are_measured_from_their_bytes(kind, width, height, lossless):
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "orange").save(stream, kind, lossless=lossless)
    found = measure(stream.getvalue())
    assert found == (f"image/{kind.lower()}", width, height)


@given(st.binary(max_size=64))
def test_other_bytes_are_no_picture_and_no_crash(data):
    assert measure(data) is None or measure(data)[0].startswith("image/")


ME, GUILD, ROLE, OWNER = 5, 1, 3, 9


def allowed(*overwrites: Overwrite, role: int = permissions.INVITED_BOT) -> int:
    roles = {GUILD: Role(GUILD, "@everyone", permissions.bits(["VIEW_CHANNEL"])), ROLE: Role(ROLE, "bot", role)}
    channel = Channel(2, "cats", overwrites=list(overwrites))
    person = Person(ME, "bot", True, [ROLE])
    return permissions.of_member(person, owner_id=OWNER, guild_id=GUILD, roles=roles, channel=channel)


def test_a_members_overwrite_beats_the_roles_and_the_roles_beat_everyones():
    send = permissions.bits(["SEND_MESSAGES"])
    assert allowed() & send
    assert not allowed(Overwrite(GUILD, 0, deny=send)) & send
    assert allowed(Overwrite(GUILD, 0, deny=send), Overwrite(ROLE, 0, allow=send)) & send
    assert not allowed(Overwrite(ROLE, 0, allow=send), Overwrite(ME, 1, deny=send)) & send


def test_who_cannot_see_can_do_nothing_and_administrators_can_do_everything():
    hidden = Overwrite(GUILD, 0, deny=permissions.bits(["VIEW_CHANNEL"]))
    assert allowed(hidden, role=permissions.bits(["SEND_MESSAGES"])) == 0
    assert allowed(hidden, role=permissions.bits(["ADMINISTRATOR"])) == permissions.ALL


def test_who_cannot_send_cannot_attach_either():
    muted = allowed(Overwrite(ROLE, 0, deny=permissions.bits(["SEND_MESSAGES"])))
    assert not permissions.has(muted, "ATTACH_FILES")
    assert permissions.has(muted, "ADD_REACTIONS")


def test_the_invited_bots_permissions_are_the_documented_six():
    wanted = "VIEW_CHANNEL SEND_MESSAGES EMBED_LINKS ATTACH_FILES READ_MESSAGE_HISTORY ADD_REACTIONS"
    assert permissions.bits(wanted.split()) == permissions.INVITED_BOT == 117824
    with pytest.raises(ValueError, match="no permission named"):
        permissions.bits(["PAINT_CATS"])


def test_buckets_empty_per_channel_and_all_requests_share_one_limit():
    limits = Limits()
    verdicts = [limits.check("post message", "1") for _ in range(6)]
    assert [one.retry_after is None for one in verdicts] == [True] * 5 + [False]
    assert [one.headers["X-RateLimit-Remaining"] for one in verdicts[:5]] == ["4", "3", "2", "1", "0"]
    assert 4 < verdicts[5].retry_after <= 5
    assert limits.check("post message", "2").retry_after is None
    verdicts = [limits.check("post message", f"channel {number}") for number in range(50)]
    assert verdicts[-1].is_global
    assert verdicts[-1].headers["X-RateLimit-Global"] == "true"
    assert limits.check("callback", "").retry_after is None


def test_speed_shortens_the_windows():
    limits = Limits(speed=10)
    wait = [limits.check("react", "1") for _ in range(2)][1].retry_after
    assert 0 < wait <= 0.025


@pytest.mark.parametrize(("name", "kept"), [("a cat.png", "a_cat.png"), ("../../x.png", "x.png"), ("..", "unknown")])
def test_file_names_are_cleaned(name, kept):
    assert clean_name(name) == kept


def sent(faults: Faults, names: str) -> list[str]:
    out: list[str] = []
    for number, name in enumerate(names):
        faults.pass_event(name, lambda text=f"{name}{number}": out.append(text))
    return out


@pytest.mark.parametrize(
    ("order", "result"),
    [
        (lambda faults: faults.lose_events("A", 2), "B1"),
        (lambda faults: faults.repeat_events("A"), "A0 A0 B1 A2"),
        (lambda faults: faults.reorder_events("A"), "B1 A2 A0"),
        (lambda faults: faults.reorder_events("*", 3), "A2 B1 A0"),
    ],
)
def test_event_faults(order, result):
    faults = Faults()
    order(faults)
    assert " ".join(sent(faults, "ABA")) == result


def test_held_events_come_when_faults_are_cleared():
    faults, out = Faults(), []
    faults.reorder_events("A", 3)
    faults.pass_event("A", lambda: out.append("held"))
    faults.clear()
    assert out == ["held"]


async def test_the_world_survives_a_restart(tmp_path, start):
    async with Playground(folder=tmp_path, speed=100) as first:
        bot = await start(first)
        posted = await bot.post("a cat")
        mia = first.add_member("Mia")
        await mia.react(posted.id, "👍")
        await mia.react(posted.id, "👍", burst=True)
        first.set_permissions(denied={"ADD_REACTIONS"})
        seen, token = first.messages(), first.token
        await bot.close()
    async with Playground(folder=tmp_path, speed=100) as again:
        assert again.messages() == seen
        assert again.messages()[0].attachments[0].data == seen[0].attachments[0].data
        assert (again.token, again.channel_id, again.application_id) == (token, first.channel_id, first.application_id)
        assert again.add_member("Mia").id == mia.id
        assert again.newcomer.id == first.newcomer.id
        assert {one["name"] for one in again.world.visible_commands()} >= {"prompt", "top"}
        assert (await again.owner.say(None, "on we go")).id > posted.id
        bot = await start(again)
        found = [one async for one in bot.channel.history()]
        assert found[-1].reactions[0].count == 2
        assert not bot.channel.permissions_for(bot.channel.guild.me).add_reactions


async def test_changes_are_saved_soon_and_whole(tmp_path):
    async with Playground(folder=tmp_path) as playground:
        await playground.owner.say(None, "remember this")
        path = tmp_path / "world.json"
        await playground.wait_for(lambda: path.exists() and "remember this" in path.read_text())
        assert json.loads(path.read_text())["version"] == 1


@pytest.mark.parametrize("text", ["", "{", '{"version": 99}', '{"version": 1}'])
def test_a_damaged_or_strange_world_is_refused_with_a_sentence(tmp_path, text):
    (tmp_path / "world.json").write_text(text)
    with pytest.raises(Unreadable, match="move it away"):
        Playground(folder=tmp_path)
