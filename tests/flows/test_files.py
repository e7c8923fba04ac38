"""At the start files and rows are compared, both ways."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bot.flows.files import compare_files, mend_files
from bot.flows.hang import hang_unfinished
from bot.flows.paint_batch import paint_batch
from bot.flows.recipe import archive_path
from tests.flows.conftest import Scene

pytestmark = pytest.mark.usefixtures("posted")


def file_of(scene: Scene, number: int) -> Path:
    return scene.rules.folder / archive_path(number)


async def test_an_archive_that_is_as_the_rows_say_has_no_differences(scene: Scene) -> None:
    found = await compare_files(scene.database, scene.rules.folder)
    assert (found.missing, found.back, found.unknown, found.is_absent) == ([], [], [], False)


async def test_rows_learn_which_files_are_gone_and_which_are_back(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    aside = file_of(scene, 2).rename(scene.rules.folder / "aside.png")
    found = await mend_files(scene.database, scene.rules.folder, now=scene.clock())
    assert found.missing == [2]
    assert (await scene.picture(2)).path is None
    assert "picture files are gone, 1 in all (#2)" in caplog.text
    assert (await mend_files(scene.database, scene.rules.folder, now=scene.clock())).missing == [], "said once"
    aside.rename(file_of(scene, 2))
    assert (await mend_files(scene.database, scene.rules.folder, now=scene.clock())).back == [2]
    assert (await scene.picture(2)).path == archive_path(2)


async def test_a_picture_whose_file_is_gone_before_it_is_posted_is_painted_again(scene: Scene) -> None:
    scene.gallery.is_closed = True
    with pytest.raises(Exception, match="Send Messages"):
        await paint_batch(scene.workshop, slot="next")
    scene.gallery.is_closed = False
    file_of(scene, 6).unlink()
    assert (await mend_files(scene.database, scene.rules.folder, now=scene.clock())).missing == [6]
    await hang_unfinished(scene.workshop)
    assert sorted(scene.gallery.pictures) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert file_of(scene, 6).exists()


async def test_an_archive_that_is_not_there_at_all_changes_no_row(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.move(scene.rules.folder / "pictures", scene.rules.folder / "unmounted")
    found = await mend_files(scene.database, scene.rules.folder, now=scene.clock())
    assert found.is_absent
    assert "is its disk mounted?" in caplog.text
    assert (await scene.picture(1)).path == archive_path(1)


async def test_files_that_belong_to_no_picture_are_named_and_stay(scene: Scene) -> None:
    async with scene.database.transaction() as tx:
        await tx.execute("UPDATE pictures SET id = 9 WHERE id = 4")
    found = await mend_files(scene.database, scene.rules.folder, now=scene.clock())
    assert (found.unknown, found.missing) == ([4], [9])
    assert file_of(scene, 4).exists()


async def test_what_was_left_half_written_goes_once_it_is_old(scene: Scene) -> None:
    folder = scene.rules.folder
    old, new = (file_of(scene, n).with_name(f"{n}.png.partial") for n in (1, 2))
    backup = folder / "backups" / "catbandit-20260101T000000Z.partial"
    backup.mkdir(parents=True)
    for path in (old, new):
        path.touch()
    now = scene.clock()
    for path, age in ((old, 3600), (new, 60), (backup, 3600)):
        os.utime(path, (now.timestamp() - age,) * 2)
    await mend_files(scene.database, folder, now=now)
    assert (old.exists(), new.exists(), backup.exists()) == (False, True, False)
