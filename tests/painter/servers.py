"""Two small servers that paint coloured squares and speak what is documented of ComfyUI and of OpenAI's images.

Prompts: "forbidden" fails, "huge" runs out of memory, as more than `ROOM` pixels do, "cut" drops the connection,
"stubborn" is painted at the endpoint's own size, "nonsense" with a word of `NONSENSE` is no picture; all else becomes a
square whose colour follows from prompt and seed.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from PIL import Image

CHECKPOINT = "cats.safetensors"
LORA = "fluffy.safetensors"
KEY = "the key"
ROOM = 512 * 512  # pixels


def square(prompt: str, seed: int, size: tuple[int, int]) -> bytes:
    digest = hashlib.sha256(f"{prompt} {seed}".encode()).digest()
    file = io.BytesIO()
    Image.new("RGB", size, (digest[0], digest[1], digest[2])).save(file, format="PNG")
    return file.getvalue()


NONSENSE = {  # what a server may send instead of a picture, by a word in the prompt
    "text": b"no PNG",
    "damage": re.sub(rb"..IDAT", b"\x00\x01IDAT", square("", 0, (64, 32)), flags=re.DOTALL),  # ends too early
    "script": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 32\n%%EndComments\nshowpage\n%%EOF\n",
}


def mixed(beginning: bytes, painted: bytes, strength: float) -> bytes:
    """So much of a picture painted anew."""
    with Image.open(io.BytesIO(beginning)) as one, Image.open(io.BytesIO(painted)) as other:
        file = io.BytesIO()
        Image.blend(one.convert("RGB").resize(other.size), other, strength).save(file, format="PNG")
    return file.getvalue()


def _size(inputs: dict[str, Any]) -> tuple[int, int]:
    return inputs["width"], inputs["height"]


def _cut(request: web.Request) -> None:
    assert request.transport is not None
    request.transport.abort()


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[int]:
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


class Comfy:
    """ComfyUI's routes; runs what is queued when somebody looks at the history, unless `is_busy`."""

    def __init__(self) -> None:
        self.is_busy = False
        self.is_broken = False  # everything fails
        self.enlarges = 1  # how many times
        self.is_odd = False  # what it answers is JSON, and nothing that a ComfyUI says
        self.graphs: list[dict[str, Any]] = []  # as they were queued
        self.queued = asyncio.Event()
        self.dropped = asyncio.Event()
        self._queue: dict[str, dict[str, Any]] = {}
        self._history: dict[str, Any] = {}
        self._files: dict[str, bytes] = {}
        self._lent: dict[str, bytes] = {}

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/system_stats", self._stats),
                web.get("/models/checkpoints", self._checkpoints),
                web.get("/models/loras", self._loras),
                web.get("/object_info/KSampler", self._sampler),
                web.post("/prompt", self._prompt),
                web.get("/history/{prompt_id}", self._look),
                web.get("/queue", self._show_queue),
                web.post("/queue", self._change_queue),
                web.get("/view", self._view),
                web.post("/upload/image", self._upload),
            ]
        )
        return app

    def forget(self) -> None:
        """As a restart does."""
        self._queue.clear()
        self._history.clear()

    async def _stats(self, request: web.Request) -> web.Response:
        system = {"comfyui_version": "0.9.1", "pytorch_version": "2.9.0+cu128", "python_version": "3.12"}
        device = {"name": "cuda:0 Cat GPU", "type": "cuda", "vram_total": 24 * 10**9, "vram_free": 20 * 10**9}
        return web.json_response({"system": system, "devices": [device]})

    async def _checkpoints(self, request: web.Request) -> web.Response:
        return web.json_response([CHECKPOINT, "dogs.safetensors"])

    async def _loras(self, request: web.Request) -> web.Response:
        return web.json_response([LORA, "hats.safetensors"])

    async def _sampler(self, request: web.Request) -> web.Response:
        """Lists of choices as older versions give them for one input, and newer ones for the other."""
        if self.is_odd:
            return web.json_response({"KSampler": {"input": {"required": {"sampler_name": ["COMBO", {}]}}}})
        samplers = ["euler", "euler_ancestral", "dpmpp_2m", "heun"]
        inputs = {
            "model": ["MODEL"],
            "sampler_name": [samplers, {"tooltip": "how"}],
            "scheduler": ["COMBO", {"options": ["normal", "karras", "sgm_uniform"]}],
        }
        return web.json_response({"KSampler": {"input": {"required": inputs}}})

    async def _prompt(self, request: web.Request) -> web.Response:
        if self.is_odd:
            return web.json_response([])
        graph = (await request.json())["prompt"]
        self.graphs.append(graph)
        if not any(node["class_type"] in ("PreviewImage", "SaveImage") for node in graph.values()):
            error = {"type": "prompt_no_outputs", "message": "Prompt has no outputs", "details": ""}
            return web.json_response({"error": error, "node_errors": {}}, status=400)
        for node in graph.values():
            if node["class_type"] == "LoraLoader" and node["inputs"]["lora_name"] not in (LORA, "hats.safetensors"):
                error = {"type": "prompt_outputs_failed_validation", "message": "Value not in list", "details": ""}
                return web.json_response({"error": error, "node_errors": {}}, status=400)
        prompt_id = str(uuid.uuid4())
        self._queue[prompt_id] = graph
        self.queued.set()
        return web.json_response({"prompt_id": prompt_id, "number": len(self._queue), "node_errors": {}})

    async def _look(self, request: web.Request) -> web.Response:
        prompt_id = request.match_info["prompt_id"]
        if prompt_id in self._queue and not self.is_busy:
            self._history[prompt_id] = self._run(prompt_id, self._queue.pop(prompt_id))
        entry = self._history.get(prompt_id)
        return web.json_response({} if entry is None else {prompt_id: entry})

    def _run(self, prompt_id: str, graph: dict[str, Any]) -> dict[str, Any]:
        prompt = next(node["inputs"]["text"] for node in graph.values() if node["class_type"] == "CLIPTextEncode")
        sampler = next(node["inputs"] for node in graph.values() if node["class_type"] == "KSampler")
        latent = graph[sampler["latent_image"][0]]
        sizes = [node["inputs"] for node in graph.values() if "width" in node["inputs"]]
        is_huge = "huge" in prompt or any(size["width"] * size["height"] > ROOM for size in sizes)
        if self.is_broken or "forbidden" in prompt or is_huge:
            kind, said = ("torch.OutOfMemoryError", "Allocation") if is_huge else ("ValueError", "I refuse")
            failure = {"node_type": "KSampler", "exception_type": kind, "exception_message": said}
            status = {"status_str": "error", "completed": False, "messages": [["execution_error", failure]]}
            return {"outputs": {}, "status": status}
        name = f"{prompt_id}.png"
        if latent["class_type"] == "VAEEncode":
            scaled = graph[latent["inputs"]["pixels"][0]]["inputs"]
            lent = self._lent[graph[scaled["image"][0]]["inputs"]["image"].removesuffix(" [temp]")]
            self._files[name] = mixed(lent, square(prompt, sampler["seed"], _size(scaled)), sampler["denoise"])
        else:
            width, height = _size(latent["inputs"])
            size = width * self.enlarges, height * self.enlarges
            self._files[name] = square(prompt, sampler["seed"], size)
        images = [{"filename": name, "subfolder": "", "type": "temp"}]
        status = {"status_str": "success", "completed": True, "messages": [["execution_success", {}]]}
        return {"outputs": {"7": {"images": images}}, "status": status}

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        image = form["image"]
        assert isinstance(image, web.FileField)
        assert form["type"] == "temp"
        self._lent[image.filename] = image.file.read()
        return web.json_response({"name": image.filename, "subfolder": "", "type": "temp"})

    async def _show_queue(self, request: web.Request) -> web.Response:
        jobs = [[number, prompt_id, graph, {}, ["7"]] for number, (prompt_id, graph) in enumerate(self._queue.items())]
        return web.json_response({"queue_running": jobs[:1], "queue_pending": jobs[1:]})

    async def _change_queue(self, request: web.Request) -> web.Response:
        for prompt_id in (await request.json()).get("delete", ()):
            self._queue.pop(prompt_id)
            self.dropped.set()
        return web.Response()

    async def _view(self, request: web.Request) -> web.Response:
        assert request.query["type"] == "temp"
        return web.Response(body=self._files[request.query["filename"]], content_type="image/png")


class Images:
    """An endpoint as many local servers have one; `requests` are the bodies it got."""

    def __init__(self, *, key: str | None = None) -> None:
        self.requests: list[dict[str, Any]] = []
        self.is_away = False  # connections are cut before anything is answered
        self._key = key

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.get("/v1/models", self._models), web.post("/v1/images/generations", self._generate)])
        return app

    async def _models(self, request: web.Request) -> web.Response:
        if self.is_away:
            _cut(request)
        if self._key is not None and request.headers.get("Authorization") != f"Bearer {self._key}":
            return web.json_response({"error": {"message": "no"}}, status=401)
        return web.json_response({"object": "list", "data": [{"id": "painter-1", "object": "model"}]})

    async def _generate(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        self.requests.append(wanted)
        prompt = wanted["prompt"]
        if "cut" in prompt:
            _cut(request)
        if "forbidden" in prompt:
            return web.json_response({"error": {"message": "Your request was rejected", "code": "x"}}, status=400)
        if "nonsense" in prompt:
            kind = next(kind for kind in NONSENSE if kind in prompt)
            file = base64.b64encode(NONSENSE[kind]).decode()
            return web.json_response({"created": 0, "data": [{"b64_json": file}]})
        width, height = (64, 32) if "stubborn" in prompt else map(int, wanted["size"].split("x"))
        picture = base64.b64encode(square(prompt, wanted.get("seed", 0), (width, height))).decode()
        return web.json_response({"created": 0, "data": [{"b64_json": picture}]})
