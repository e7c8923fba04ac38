"""A playground and a small real discord.py client in it, for tests."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands
from PIL import Image

from bot.playground import Playground


def picture(width: int = 64, height: int = 48, kind: str = "WEBP", color: str = "orange") -> bytes:
    """Return the bytes of a plain picture."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), color).save(stream, kind)
    return stream.getvalue()


class Form(discord.ui.Modal, title="A form"):
    """A form with one field."""

    wish = discord.ui.TextInput[Any](label="Wish", custom_id="wish")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Repeat the wish."""
        await interaction.response.send_message(f"wished for {self.wish.value}", ephemeral=True)


class Buttons(discord.ui.View):
    """A button that counts, and one that opens a form."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.count = 0

    @discord.ui.button(label="Count", custom_id="count")
    async def counted(self, interaction: discord.Interaction, button: discord.ui.Button[Any]) -> None:
        """Edit the message."""
        self.count += 1
        await interaction.response.edit_message(content=f"counted {self.count}")

    @discord.ui.button(label="Form", custom_id="form")
    async def opened(self, interaction: discord.Interaction, button: discord.ui.Button[Any]) -> None:
        """Open the form."""
        await interaction.response.send_modal(Form())


class Bot(discord.Client):
    """A real client that notes what it hears and knows a few commands."""

    def __init__(self, playground: Playground, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.0)
        self.playground = playground
        self.heard: list[tuple[str, Any]] = []
        self.tree = app_commands.CommandTree(self)
        self.resumes = self.readies = 0
        add_commands(self)

    async def setup_hook(self) -> None:
        """Register the commands."""
        self.add_view(Buttons())
        await self.tree.sync()

    @property
    def channel(self) -> discord.TextChannel:
        """The playground's channel."""
        channel = self.get_channel(self.playground.channel_id)
        assert isinstance(channel, discord.TextChannel)
        return channel

    def names(self) -> list[str]:
        """What was heard, by name."""
        return [name for name, _ in self.heard]

    async def post(self, prompt: str = "a ginger cat in a box", **more: Any) -> discord.Message:
        """Post a picture as the real bot does."""
        file = discord.File(io.BytesIO(picture()), "cat.webp", description=f"A cat: {prompt}")
        return await self.channel.send(f"#1 ||{prompt}||", file=file, silent=True, **more)

    async def on_ready(self) -> None:
        """Count new sessions."""
        self.readies += 1

    async def on_resumed(self) -> None:
        """Count resumes."""
        self.resumes += 1

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Note raw events, then do as ever."""
        if event.startswith("raw_") or event in ("message", "guild_channel_delete", "guild_remove", "typing"):
            self.heard.append((event, args[0]))
            self.playground.changes.notify()
        super().dispatch(event, *args, **kwargs)


def add_commands(bot: Bot) -> None:
    """Give the client commands of every kind."""
    prompt = app_commands.Group(
        name="prompt", description="Prompts", default_permissions=discord.Permissions(manage_guild=True)
    )

    @prompt.command(name="add", description="Add a prompt")
    @app_commands.describe(text="The prompt")
    async def add(
        interaction: discord.Interaction,
        text: app_commands.Range[str, 3, 200],
        times: app_commands.Range[int, 1, 5] = 1,
    ) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(f"added {text} {times} times")

    @prompt.command(name="retire", description="Retire a prompt")
    @app_commands.describe(prompt="Which prompt")
    async def retire(interaction: discord.Interaction, prompt: str) -> None:
        await interaction.response.send_message(f"retired **{prompt}**", ephemeral=True)

    @retire.autocomplete("prompt")
    async def choices(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        known = ["a ginger cat in a box", "a black cat at night", "a white cat in the snow"]
        return [app_commands.Choice(name=one, value=one) for one in known if typed.lower() in one]

    bot.tree.add_command(prompt)

    @bot.tree.command(name="top", description="The best cats")
    @app_commands.describe(kind="Which", member="Of whom")
    async def top(interaction: discord.Interaction, kind: str = "all", member: discord.User | None = None) -> None:
        embed = discord.Embed(title="Top cats", description="The best of **today**", color=0xE8903D)
        embed.add_field(name="1", value="a ginger cat in a box").set_image(url="attachment://top.png")
        file = discord.File(io.BytesIO(picture(320, 200, "PNG", "teal")), "top.png")
        await interaction.response.send_message(f"{kind} {member}", embed=embed, file=file)

    @bot.tree.command(name="slow", description="Never answers")
    async def slow(interaction: discord.Interaction) -> None:
        await asyncio.sleep(3600)

    @bot.tree.command(name="buttons", description="Shows buttons")
    async def buttons(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("press", view=Buttons())

    @bot.tree.command(name="take", description="Takes a file")
    @app_commands.describe(file="Any")
    async def take(interaction: discord.Interaction, file: discord.Attachment) -> None:
        await interaction.response.send_message(f"{file.filename}: {(await file.read()).decode()}", ephemeral=True)

    @bot.tree.context_menu(name="How was this made?")
    async def how(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(
            f"Picture {message.id} is {message.attachments[0].width} px wide", ephemeral=True
        )


Start = Callable[..., Awaitable[Bot]]


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """A playground whose rate limits are a hundred times as generous."""
    async with Playground(speed=100, answer_within=30) as place:
        yield place


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """A function that starts a client in a playground; what it started is closed at the end."""
    started: list[tuple[Bot, asyncio.Task[None]]] = []

    async def start_bot(place: Playground, *, intents: discord.Intents | None = None, token: str | None = None) -> Bot:
        discord.http.Route.BASE = place.api_url
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(place.gateway.url)
        if intents is None:
            intents = discord.Intents.none()
            intents.guilds = intents.guild_messages = intents.guild_reactions = True
        bot = Bot(place, intents)
        task = asyncio.create_task(bot.start(token or place.token))
        started.append((bot, task))
        waiting = asyncio.create_task(place.wait_until_ready())
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            waiting.cancel()
            task.result()
        await bot.wait_until_ready()
        return bot

    yield start_bot
    for bot, task in started:
        await bot.close()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, discord.DiscordException):
            await task


@pytest.fixture
async def bot(playground: Playground, start: Start) -> Bot:
    """A client that is connected and ready."""
    return await start(playground)
