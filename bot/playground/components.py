"""What Discord accepts as buttons, selects, layouts and forms.

Owns the limits of components, old (rows) and new (flag IS_COMPONENTS_V2). Must not know messages or clicks.
"""

from typing import Any

from bot.playground.forms import Form, Path
from bot.playground.refusals import Json

ROW, BUTTON, SELECT, INPUT, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, LINE, BOX, LABEL = (
    1, 2, 3, 4, 9, 10, 11, 12, 13, 14, 17, 18,
)  # fmt: skip
SELECTS = {3, 5, 6, 7, 8}
IN_ROW = {BUTTON, *SELECTS}
IN_BOX = {ROW, SECTION, TEXT, GALLERY, FILE, LINE}
TOP_V2 = IN_BOX | {BOX}
IN_LABEL = {INPUT, *SELECTS, 19, 21, 22, 23}
MOST_COMPONENTS, MOST_TEXT = 40, 4000


def check_components(form: Form, components: Any, *, is_v2: bool) -> None:
    """Check the components of a message."""
    most = MOST_COMPONENTS if is_v2 else 5
    items = form.items(("components",), components, most=most)
    for index, item in enumerate(items):
        check_one(form, ("components", index), item, TOP_V2 if is_v2 else {ROW})
    everything = walk(items)
    if len(everything) > MOST_COMPONENTS:
        form.add(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                 f"The total number of components must be {MOST_COMPONENTS} or fewer")  # fmt: skip
    if sum(len(str(one.get("content", ""))) for one in everything if one.get("type") == TEXT) > MOST_TEXT:
        form.add(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
                 f"Components displayable text size exceeds maximum size of {MOST_TEXT}")  # fmt: skip
    _check_ids(form, everything)


def _check_ids(form: Form, everything: list[Json]) -> None:
    """Refuse the same custom_id twice in one message."""
    seen: set[str] = set()
    for one in everything:
        custom_id = one.get("custom_id")
        if custom_id is not None and custom_id in seen:
            form.add(("components",), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
        seen.add(str(custom_id))


def walk(items: Any) -> list[Json]:
    """Return all components, those inside others too."""
    found: list[Json] = []
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            inner = [item[key] for key in ("accessory", "component") if isinstance(item.get(key), dict)]
            found += [item, *walk(item.get("components")), *walk(inner)]
    return found


def words_of(content: str, components: Any) -> str:
    """All that can be read of a message: its content, or the texts of its layout one below the other."""
    return "\n".join([content, *(str(one["content"]) for one in walk(components) if one.get("type") == TEXT)]).strip()


def check_one(form: Form, path: Path, item: Any, allowed: set[int]) -> None:
    """Check one component and those inside it."""
    if not isinstance(item, dict):
        form.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    if not form.choice((*path, "type"), item.get("type"), allowed):
        return
    kind = item["type"]
    if kind == ROW:
        _check_row(form, path, item)
    elif kind == BUTTON:
        _check_button(form, path, item)
    elif kind in SELECTS:
        _check_select(form, path, item)
    elif kind == TEXT:
        form.text((*path, "content"), item.get("content"), least=1, most=MOST_TEXT, is_required=True)
    elif kind == BOX:
        for index, inner in enumerate(form.items((*path, "components"), item.get("components"), least=1, most=40)):
            check_one(form, (*path, "components", index), inner, IN_BOX)
    elif kind == SECTION:
        for index, inner in enumerate(form.items((*path, "components"), item.get("components"), least=1, most=3)):
            check_one(form, (*path, "components", index), inner, {TEXT})
        check_one(form, (*path, "accessory"), item.get("accessory"), {BUTTON, THUMBNAIL})
    elif kind == GALLERY:
        for index, inner in enumerate(form.items((*path, "items"), item.get("items"), least=1, most=10)):
            _check_media(form, (*path, "items", index), inner if isinstance(inner, dict) else {}, "media")
    elif kind == THUMBNAIL:
        _check_media(form, path, item, "media")
    elif kind == FILE:
        _check_media(form, path, item, "file")
    elif kind == INPUT:
        _check_input(form, path, item)


def _check_row(form: Form, path: Path, item: Json) -> None:
    inner = form.items((*path, "components"), item.get("components"), least=1, most=5)
    kinds = [one.get("type") for one in inner if isinstance(one, dict)]
    if len(inner) > 1 and any(kind in SELECTS for kind in kinds):
        form.add(
            (*path, "components"),
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            "The specified component exceeds the maximum width",
        )
    for index, one in enumerate(inner):
        check_one(form, (*path, "components", index), one, IN_ROW)


def _check_media(form: Form, path: Path, item: Json, name: str) -> None:
    media = item.get(name)
    if not isinstance(media, dict) or not media.get("url"):
        form.require((*path, name))
        return
    form.link((*path, name, "url"), media["url"])
    form.text((*path, "description"), item.get("description"), most=256)


def _check_button(form: Form, path: Path, item: Json) -> None:
    form.choice((*path, "style"), item.get("style"), {1, 2, 3, 4, 5, 6})
    form.text((*path, "label"), item.get("label"), most=80)
    if item.get("style") == 5:
        form.link((*path, "url"), item.get("url"), schemes=("http", "https", "discord"))
        if not item.get("url"):
            form.require((*path, "url"))
    elif item.get("style") != 6:
        form.text((*path, "custom_id"), item.get("custom_id"), least=1, most=100, is_required=True)
    if not item.get("label") and not item.get("emoji"):
        form.add(path, "BUTTON_COMPONENT_EMPTY", "A button needs a label or an emoji")


def _check_select(form: Form, path: Path, item: Json) -> None:
    form.text((*path, "custom_id"), item.get("custom_id"), least=1, most=100, is_required=True)
    form.text((*path, "placeholder"), item.get("placeholder"), most=150)
    if item["type"] != SELECT:
        return
    for index, option in enumerate(form.items((*path, "options"), item.get("options"), least=1, most=25)):
        for name in ("label", "value"):
            text = option.get(name) if isinstance(option, dict) else None
            form.text((*path, "options", index, name), text, least=1, most=100, is_required=True)


def _check_input(form: Form, path: Path, item: Json) -> None:
    form.text((*path, "custom_id"), item.get("custom_id"), least=1, most=100, is_required=True)
    form.text((*path, "label"), item.get("label"), most=45)
    form.text((*path, "placeholder"), item.get("placeholder"), most=100)
    form.choice((*path, "style"), item.get("style"), {1, 2})


def check_modal(data: Json) -> None:
    """Refuse a form (modal) that Discord would refuse."""
    form = Form()
    form.text(("data", "title"), data.get("title"), least=1, most=45, is_required=True)
    form.text(("data", "custom_id"), data.get("custom_id"), least=1, most=100, is_required=True)
    rows = form.items(("data", "components"), data.get("components"), least=1, most=5)
    for index, row in enumerate(rows):
        path: Path = ("data", "components", index)
        if not isinstance(row, dict) or not form.choice((*path, "type"), row.get("type"), {ROW, TEXT, LABEL}):
            continue
        if row["type"] == LABEL:
            form.text((*path, "label"), row.get("label"), least=1, most=45, is_required=True)
            form.text((*path, "description"), row.get("description"), most=100)
            check_one(form, (*path, "component"), row.get("component"), IN_LABEL)
        elif row["type"] == ROW:
            for number, inner in enumerate(form.items((*path, "components"), row.get("components"), least=1, most=1)):
                check_one(form, (*path, "components", number), inner, {INPUT})
    form.refuse()
