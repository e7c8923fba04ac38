"""The names of schedulers: diffusers' classes, what A1111, Forge and Civitai call the same samplers, and ComfyUI's.

Data only. A scheduler in settings is "Class option=value ...", the values as JSON; with a ComfyUI server it is the
names of its sampler and of its schedule of noise.
"""

from __future__ import annotations

# diffusers' schedulers under the names of A1111's samplers; what is not here keeps its own name.
SAMPLERS = {
    "DDIMScheduler": "DDIM",
    "DEISMultistepScheduler": "DEIS",
    "DPMSolverMultistepScheduler": "DPM++ 2M",
    "DPMSolverSDEScheduler": "DPM++ SDE",
    "DPMSolverSinglestepScheduler": "DPM++ 2S a",
    "EulerAncestralDiscreteScheduler": "Euler a",
    "EulerDiscreteScheduler": "Euler",
    "FlowMatchEulerDiscreteScheduler": "Euler",
    "FlowMatchHeunDiscreteScheduler": "Heun",
    "HeunDiscreteScheduler": "Heun",
    "KDPM2AncestralDiscreteScheduler": "DPM2 a",
    "KDPM2DiscreteScheduler": "DPM2",
    "LCMScheduler": "LCM",
    "LMSDiscreteScheduler": "LMS",
    "PNDMScheduler": "PLMS",
    "TCDScheduler": "TCD",
    "UniPCMultistepScheduler": "UniPC",
}
_CLASSES = {sampler.lower(): name for name, sampler in SAMPLERS.items() if not name.startswith("FlowMatch")}
_FLOW = "FlowMatch"
_FLOW_CLASSES = {SAMPLERS[name]: name for name in SAMPLERS if name.startswith(_FLOW)}
_KARRAS = " karras"
_COMFYUI = {  # ComfyUI's samplers under the names of A1111's
    "ddim": "ddim",
    "deis": "deis",
    "dpm++ 2m": "dpmpp_2m",
    "dpm++ 2m sde": "dpmpp_2m_sde",
    "dpm++ 2s a": "dpmpp_2s_ancestral",
    "dpm++ 3m sde": "dpmpp_3m_sde",
    "dpm++ sde": "dpmpp_sde",
    "dpm2": "dpm_2",
    "dpm2 a": "dpm_2_ancestral",
    "euler": "euler",
    "euler a": "euler_ancestral",
    "heun": "heun",
    "lcm": "lcm",
    "lms": "lms",
    "unipc": "uni_pc",
}
_USUAL_SCHEDULE = "normal"


def scheduler_named(wanted: str) -> str:
    """A scheduler as settings name it, for a class with options or for a sampler: "DPM++ 2M Karras", "Euler a"."""
    sampler = wanted.strip().lower()
    is_karras = sampler.endswith(_KARRAS)
    name = _CLASSES.get(sampler.removesuffix(_KARRAS))
    if name is None:
        return wanted.strip()
    return f"{name} use_karras_sigmas=true" if is_karras else name


def is_flow(scheduler: str) -> bool:
    """Whether a scheduler of settings is for models that learnt to follow a flow, such as Flux and Z-Image."""
    return scheduler.startswith(_FLOW) or "use_flow_sigmas=true" in scheduler


def flow_scheduler(scheduler: str) -> str:
    """The same sampler for such models, where there is one: "EulerDiscreteScheduler" has a namesake; else as it is."""
    name, *options = scheduler.split(" ")
    return scheduler if is_flow(scheduler) else " ".join([_FLOW_CLASSES.get(SAMPLERS.get(name, ""), name), *options])


def comfyui_sampler(wanted: str) -> tuple[str, str]:
    """Sampler and schedule for ComfyUI, of "DPM++ 2M Karras", "Euler a", or its own "dpmpp_2m sgm_uniform".

    What is in no list keeps its name: a server may have more than those that everybody has.
    """
    name, *options = wanted.strip().split(" ")
    if name in SAMPLERS:  # a class of diffusers
        wanted = SAMPLERS[name] + (_KARRAS if "use_karras_sigmas=true" in options else "")
    words = wanted.strip().lower().replace("sgm uniform", "sgm_uniform")
    if words in _COMFYUI:
        return _COMFYUI[words], _USUAL_SCHEDULE
    sampler, _, schedule = words.rpartition(" ")
    return (_COMFYUI.get(sampler, sampler), schedule) if sampler else (words, _USUAL_SCHEDULE)


def usual_name(scheduler: str) -> str:
    """What people call a scheduler, of settings or as they typed it: for sentences."""
    return " ".join(filter(None, usual_names(scheduler)))


def usual_names(scheduler: str) -> tuple[str, str | None]:
    """What A1111 would call a scheduler of settings: the sampler, and its type of schedule if that is told."""
    name, _, options = scheduler.partition(" ")
    if name.endswith("Scheduler"):
        sampler = SAMPLERS.get(name, name.removesuffix("Scheduler"))
        return sampler, "Karras" if "use_karras_sigmas=true" in options else None
    usual = next((sampler for sampler, theirs in _COMFYUI.items() if theirs == name), None)
    if usual is None:
        return scheduler, None
    spelt = next((each for each in SAMPLERS.values() if each.lower() == usual), usual.upper())
    return spelt, options.replace("_", " ").title().replace("Sgm", "SGM") or None
