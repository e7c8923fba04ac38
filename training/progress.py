"""Lines about how far the training is, one for all stages and their workers."""

import time


def say(text: str) -> None:
    """Print a line with the time of day."""
    print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)
