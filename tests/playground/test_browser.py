"""The page in a real browser, as a person uses it."""

import io
from pathlib import Path

import discord
import pytest

# ruff: noqa: F811  # a fixture is asked for by its own name
from tests.browser import address, chromium, marks, playwright  # noqa: F401  # fixtures
from tests.playground.conftest import picture

pytestmark = marks


@pytest.fixture
async def page(playground, bot, chromium):
    page = await chromium.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(60_000)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    await page.goto(playground.page_url)
    await page.wait_for_selector("#connection[data-kind=online]")
    yield page
    assert errors == []


async def test_a_picture_its_spoiler_and_its_reactions(playground, bot, page):
    sent = await bot.post("a ginger cat in a box")
    message = page.locator(f"#message-{sent.id}")
    assert await message.locator("img[alt='A cat: a ginger cat in a box']").count() == 1
    assert await message.locator(".spoiler-text").get_attribute("aria-hidden") == "true"
    await message.locator(".spoiler").click()
    assert await message.locator(".spoiler.revealed").inner_text() == "a ginger cat in a box"
    await playground.owner.react(sent.id, "👍")
    chip = message.locator(".chip", has_text="👍")
    await chip.click()
    await message.locator(".chip.mine").wait_for()
    assert await message.locator(".spoiler.revealed").count() == 1, "a revealed spoiler stays so"
    assert len(playground.messages()[0].reactions["👍"]) == 2
    await message.locator(".chip.mine").click()
    await message.locator(".chip:not(.mine)", has_text="👍").wait_for()
    assert playground.messages()[0].reactions["👍"] == {playground.owner.id}
    await chip.click(modifiers=["Shift"])
    await message.locator(".chip.super").wait_for()
    assert playground.messages()[0].bursts == {"👍": {playground.newcomer.id}}
    await message.hover()
    await message.locator(".chip.add").click()
    await page.locator(".palette-button", has_text="❤️").click()
    await playground.wait_for(lambda: "❤️" in playground.messages()[0].reactions)
    await message.locator(".picture").click()
    assert await page.locator("#lightbox[open] img").count() == 1
    await page.keyboard.press("Escape")


async def test_a_layout_shows_its_texts_in_order_and_a_lone_picture_whole_with_its_alt_text(playground, bot, page):
    view = discord.ui.LayoutView()
    view.add_item(discord.ui.TextDisplay("**Digest 7** · today"))
    file = discord.File(io.BytesIO(picture(200, 400)), "beliefs.webp", description="Curves: ginger 40%")
    box = discord.ui.Container(accent_colour=0xE8A33D)
    box.add_item(discord.ui.TextDisplay("### What the bot believes"))
    box.add_item(discord.ui.MediaGallery(discord.MediaGalleryItem(file)))
    view.add_item(box)
    sent = await bot.channel.send(view=view, file=file, silent=True)
    message = page.locator(f"#message-{sent.id}")
    shown = message.locator(".container img[alt='Curves: ginger 40%']")
    await shown.wait_for()
    size = await shown.bounding_box()
    assert size["height"] == pytest.approx(2 * size["width"], rel=0.02), "not cut"
    assert await message.locator("img[alt^='Curves']").count() == 1, "not among the attachments as well"
    text = await message.inner_text()
    assert text.index("Digest 7") < text.index("What the bot believes")


async def test_a_slash_command_by_keyboard_with_completion(playground, bot, page):
    await page.locator("#composer-input").focus()
    await page.keyboard.type("/prom")
    await page.locator(".suggestion", has_text="/prompt retire").wait_for()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.locator(".command-name", has_text="/prompt retire").wait_for()
    await page.keyboard.type("night")
    await page.locator(".suggestion[aria-selected=true]", has_text="a black cat at night").wait_for()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    answer = page.locator(".ephemeral")
    await answer.wait_for()
    assert "retired a black cat at night" in await answer.inner_text()
    assert "Only you can see this" in await answer.inner_text()
    await page.select_option("#act-as", str(playground.owner.id))
    assert await page.locator(".ephemeral").count() == 0, "nobody else sees it"
    await page.select_option("#act-as", str(playground.newcomer.id))
    await answer.locator("text=Dismiss message").click()
    assert await page.locator(".ephemeral").count() == 0


async def test_the_message_menu_and_buttons_and_forms(playground, bot, page):
    sent = await bot.post()
    await page.locator(f"#message-{sent.id} .content").click(button="right")
    await page.locator(".menu-item", has_text="How was this made?").click()
    await page.locator(".ephemeral", has_text=f"Picture {sent.id} is 64 px wide").wait_for()
    await page.locator("#composer-input").fill("/buttons")
    await page.keyboard.press("Enter")
    await page.locator("#send").click()
    await page.locator(".component", has_text="Count").click()
    await page.locator(".content", has_text="counted 1").wait_for()
    await page.locator(".component", has_text="Form").click()
    await page.locator("#modal input").fill("more cats")
    await page.locator("#modal .primary").click()
    await page.locator(".ephemeral", has_text="wished for more cats").wait_for()


async def test_no_text_of_a_member_becomes_markup(playground, bot, page):
    evil = '<img src=x onerror="document.title=1"> [x](javascript:alert(1)) **<b>bold</b>** ||<script>1</script>||'
    said = await playground.owner.say(None, evil)
    playground.show_standings(
        [{"prompt": "<i>cat</i>", "pictures": 1, "likes": 0, "mean": 0.1, "low": 0, "high": 0.3, "true_rate": None}]
    )
    message = page.locator(f"#message-{said.id} .content")
    await message.wait_for()
    assert await message.locator("img, script, b, a").count() == 0
    assert await message.locator("strong").inner_text() == "<b>bold</b>"
    assert await page.locator(".row-prompt").inner_text() == "<i>cat</i>"


async def test_markdown_links_mentions_and_times(playground, bot, page):
    first = await playground.owner.say(None, "first")
    link = f"https://discord.com/channels/{playground.guild_id}/{playground.channel_id}/{first.id}"
    said = await playground.owner.say(
        None, f"*it* `a*b*` ~~no~~ snake_case_name <@{playground.newcomer.id}> <t:0:D> {link} https://example.org/a_b"
    )
    message = page.locator(f"#message-{said.id} .content")
    assert await message.locator("em").all_inner_texts() == ["it"]
    assert await message.locator("code").inner_text() == "a*b*"
    assert "snake_case_name" in await message.inner_text()
    assert "@You" in await message.inner_text()
    assert "1970" in await message.locator("time").inner_text()
    assert await message.locator("a", has_text="example").get_attribute("rel") == "noopener noreferrer"
    await message.locator("a", has_text="#cats › message").click()
    await page.locator(f"#message-{first.id}.found").wait_for()


async def test_standings_show_and_hide_the_true_rate(playground, page):
    rows = [{"prompt": "a cat", "pictures": 10, "likes": 3, "mean": 0.3, "low": 0.1, "high": 0.5, "true_rate": 0.42}]
    playground.show_standings(rows)
    await page.locator(".row").wait_for()
    assert "42" not in await page.locator(".row").get_attribute("aria-label")
    await page.locator("#truth-toggle").click()
    assert "true rate is 42 %" in await page.locator(".row").get_attribute("aria-label")
    assert await page.locator(".track .truth").is_visible()


async def test_the_page_follows_deletions_and_the_bots_absence(playground, bot, page):
    said = await playground.owner.say(None, "soon gone")
    await page.locator(f"#message-{said.id}").wait_for()
    await playground.owner.delete(said.id)
    await page.locator(f"#message-{said.id}").wait_for(state="detached")
    await bot.close()
    await page.wait_for_selector("#connection[data-kind=offline]")


async def test_on_a_phone_the_sidebar_opens_and_closes(playground, bot, chromium, tmp_path: Path):
    page = await chromium.new_page(viewport={"width": 390, "height": 780}, has_touch=True)
    await page.goto(playground.page_url)
    assert not await page.locator("#act-as").is_visible()
    await page.tap("#open-sidebar")
    await page.locator("#act-as").wait_for()
    await page.tap("#close-sidebar")
    await page.locator("#act-as").wait_for(state="hidden")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_long_press_is_a_super_reaction_and_the_keyboard_keeps_its_place(playground, bot, page):
    sent = await bot.post()
    await playground.owner.react(sent.id, "👍")
    chip = page.locator(f"#message-{sent.id} .chip", has_text="👍")
    await chip.hover()  # waits until it stands still: a picture that comes late would push it from under the mouse
    await page.mouse.down()
    await playground.wait_for(lambda: playground.messages()[0].bursts == {"👍": {playground.newcomer.id}})
    await page.mouse.up()
    await page.locator(f"#message-{sent.id} .chip.super").wait_for()  # the page knows it too: else Enter says it again
    await chip.focus()
    await page.keyboard.press("Enter")
    await playground.wait_for(lambda: playground.messages()[0].bursts == {})
    await page.locator(f"#message-{sent.id} .chip:not(.mine)", has_text="👍").wait_for()
    assert await page.evaluate("document.activeElement.dataset.key") == "👍"


async def test_the_page_keeps_a_long_channel_short_and_finds_the_rest(playground, page):
    for number in range(120):
        await playground.owner.say(None, f"message {number}")
    await page.locator(".content", has_text="message 119").wait_for()
    await page.reload()
    await page.locator(".content", has_text="message 119").wait_for()
    assert await page.locator("li.message").count() == 50
    await page.locator("#earlier").click()
    await page.locator(".content", has_text="message 20").wait_for()
    assert await page.locator("li.message").count() == 100


async def test_the_page_speaks_the_readers_language_and_tells_the_bot(playground, bot, chromium):
    page = await chromium.new_page(viewport={"width": 1280, "height": 800}, locale="ja-JP")
    page.set_default_timeout(60_000)
    await page.goto(playground.page_url)
    await page.locator("#connection-words", has_text="ボットはオンライン").wait_for()
    assert await page.locator("html").get_attribute("lang") == "ja"
    assert "メッセージ" in await page.locator("#composer-input").get_attribute("placeholder")
    sent = await bot.post()
    await playground.owner.react(sent.id, "👍")
    await page.locator(f"#message-{sent.id} .chip[aria-label^='👍、リアクション1件']").click()
    await page.locator(f"#message-{sent.id} .chip[aria-label^='👍、リアクション2件']").wait_for()
    assert playground.world.people[playground.newcomer.id].locale == "ja"
    await page.select_option("#language", "en-US")
    await page.locator("#connection-words", has_text="bot online").wait_for()
    await page.locator(f"#message-{sent.id} .chip[aria-label^='👍, 2 reactions: ']").click()
    await page.locator(f"#message-{sent.id} .chip[aria-label^='👍, 1 reaction: ']").wait_for()
    assert playground.world.people[playground.newcomer.id].locale == "en-US"
    await page.reload()
    await page.locator("#connection-words", has_text="bot online").wait_for()


async def test_what_does_not_fit_an_option_is_said_in_the_readers_language_and_stays_to_be_put_right(
    playground, bot, chromium
):
    page = await chromium.new_page(viewport={"width": 1280, "height": 800}, locale="ja-JP")
    page.set_default_timeout(60_000)
    await page.goto(playground.page_url)
    await page.wait_for_selector("#connection[data-kind=online]")
    await page.locator("#composer-input").fill("/prompt add ")
    text, times = page.locator(".option-input").nth(0), page.locator(".option-input").nth(1)
    await page.locator(".add-option", has_text="times").click()
    await text.fill("a cat")
    for written, said in (("6", "timesは1から5までの数です。"), ("二", "timesは整数で")):
        await times.fill(written)
        await page.locator("#send").click()
        await page.locator(".notice", has_text=said).wait_for()
        assert await times.input_value() == written
        assert await times.evaluate("node => node === document.activeElement")
    await times.fill("2")
    await text.fill("a")
    await page.locator("#send").click()
    await page.locator(".notice", has_text="textは3文字以上です。").wait_for()
    await text.fill("a cat")
    await times.fill("５")  # as a Japanese keyboard writes it
    await page.locator("#send").click()
    await page.locator(".ephemeral", has_text="added a cat 5 times").wait_for()


async def test_a_file_for_a_command_and_a_private_message(playground, bot, page):
    await page.locator("#composer-input").fill("/take")
    await page.locator(".suggestion", has_text="/take").wait_for()
    await page.keyboard.press("Enter")
    chosen = {"name": "cats.txt", "mimeType": "text/plain", "buffer": b"a ginger cat"}
    await page.locator("input.option-input[type=file]").set_input_files(chosen)
    await page.locator("input.option-input[type=file][data-read='cats.txt']").wait_for()
    await page.locator("#send").click()
    await page.locator(".ephemeral", has_text="cats.txt: a ginger cat").wait_for()
    private = await bot.create_dm(discord.Object(playground.newcomer.id))
    await private.send("a word with you")
    await page.locator(".ephemeral", has_text="a word with you").wait_for()
    await page.select_option("#act-as", str(playground.owner.id))
    assert await page.locator(".ephemeral").count() == 0, "nobody else sees it"


async def test_a_newcomer_is_told_what_to_do_until_they_have_read_it(playground, bot, page):
    assert "right-click a picture" in await page.locator("#welcome").inner_text()
    await page.locator("#welcome-close").click()
    await page.locator("#welcome").wait_for(state="hidden")
    await page.reload()
    await page.wait_for_selector("#connection[data-kind=online]")
    assert not await page.locator("#welcome").is_visible()


async def test_a_press_of_the_right_button_on_the_picture_itself_opens_the_bots_menu(playground, bot, page):
    sent = await bot.post()
    await page.locator(f"#message-{sent.id} .picture img").click(button="right")
    await page.locator(".menu-item", has_text="How was this made?").click()
    await page.locator(".ephemeral", has_text=f"Picture {sent.id} is 64 px wide").wait_for()


async def test_a_finger_that_rests_on_a_picture_opens_the_menu_and_not_the_picture(playground, bot, chromium):
    context = await chromium.new_context(viewport={"width": 390, "height": 780}, has_touch=True)
    page = await context.new_page()
    page.set_default_timeout(60_000)
    await page.goto(playground.page_url)
    await page.wait_for_selector("#connection[data-kind=online]")
    await page.tap("#welcome-close")
    sent = await bot.post()
    picture = page.locator(f"#message-{sent.id} .picture")
    await picture.hover()  # waits until it stands still
    box = await picture.bounding_box()
    finger = await context.new_cdp_session(page)
    point = {"x": box["x"] + 20, "y": box["y"] + 20}
    await finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    await page.locator(".menu-item", has_text="How was this made?").wait_for()
    await finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await page.locator(".menu-item", has_text="How was this made?").tap()
    await page.locator(".ephemeral", has_text=f"Picture {sent.id} is 64 px wide").wait_for()
    assert await page.locator("#lightbox[open]").count() == 0


async def test_the_page_has_one_scrollbar_and_an_awaited_answer_is_no_edited_one(playground, bot, page):
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    await page.locator("#composer-input").fill("/prompt add ")
    await page.locator(".option-input").first.fill("a cat in a hat")
    await page.locator("#send").click()
    await page.locator(".ephemeral", has_text="added a cat in a hat").wait_for()
    assert await page.locator(".ephemeral .edited").count() == 0


async def test_a_refused_command_stands_there_again_to_be_put_right(playground, bot, page):
    await page.locator("#composer-input").fill("/prompt add ")
    await page.locator(".option-input").first.fill("a cat in a hat")
    await page.locator(".add-option", has_text="times").click()
    await page.locator(".option-input").last.fill("77")
    await page.locator("#send").click()
    await page.locator(".notice", has_text="times").wait_for()
    assert await page.locator(".option-input").first.input_value() == "a cat in a hat"
    await page.locator(".option-input").last.fill("2")
    await page.locator("#send").click()
    await page.locator(".ephemeral", has_text="added a cat in a hat 2 times").wait_for()


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
@pytest.mark.parametrize("locale", ["en-US", "ja-JP"])
async def test_the_page_fits_the_window_and_the_sidebars_choices_stand_side_by_side(
    playground, bot, chromium, size, locale
):
    page = await chromium.new_page(viewport={"width": size[0], "height": size[1]}, locale=locale)
    await page.goto(playground.page_url)
    await page.wait_for_selector("#connection[data-kind=online]")
    await bot.post("a ginger cat in a box")
    if size[0] < 820:
        await page.locator("#open-sidebar").click()
    await page.locator("#act-as").wait_for(state="visible")
    whole = await page.locator("html").evaluate("(html) => [html.scrollWidth, html.scrollHeight]")
    assert tuple(whole) == size, "nothing scrolls but the messages"
    actor, language, sidebar = [
        await page.locator(f"#{one}").bounding_box() for one in ("act-as", "language", "sidebar")
    ]
    assert actor["x"] + actor["width"] <= language["x"]
    assert language["x"] + language["width"] <= sidebar["x"] + sidebar["width"]
    assert language["y"] + language["height"] <= size[1]
