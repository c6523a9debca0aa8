"""Known and unknown addresses are answered in the same time: `./dev bench same_time [--n N] [--flow NAME]`.

Each flow is sent to addresses with an account and without one, in turns, through the whole site with the password
hasher of production. Compared are the medians, as a ratio of the same run: what the machine is busy with meets both.
Exit code 1 when a ratio is over LIMIT.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable

import django

LIMIT = 1.10
SECRET = "violets by the river"


def main(rounds: int, only: str) -> int:
    """Measure the flows whose name contains `only`; print a line each."""
    from django.core.cache import cache
    from django.test import Client

    from tests.factories import PersonFactory, UserFactory

    def send(path: str, email: str, **typed: str) -> float:
        cache.clear()
        browser = Client()
        browser.get(path)
        name = "login" if path.endswith("login/") else "email"
        began = time.perf_counter()
        browser.post(path, {name: email, **typed})
        return time.perf_counter() - began

    flows: dict[str, Callable[[str], float]] = {
        "sign in, wrong password": lambda email: send("/accounts/login/", email, password="wrong"),
        "sign up": lambda email: send("/accounts/signup/", email, password1=SECRET, password2=SECRET),
        "new password by mail": lambda email: send("/accounts/password/reset/", email),
    }
    worst = 0.0
    for flow, send_to in flows.items():
        if only not in flow:
            continue
        known = [
            PersonFactory(user=UserFactory(email=f"{flow[:6].replace(' ', '')}{n}@known.example")).user.email
            for n in range(rounds)
        ]
        times: dict[str, list[float]] = {"known": [], "unknown": []}
        for number, email in enumerate(known):
            pair = [("known", email), ("unknown", email.replace("known", "unkwn"))]
            for kind, address in pair if number % 2 else reversed(pair):
                times[kind].append(send_to(address))
        medians = {kind: statistics.median(taken) * 1000 for kind, taken in times.items()}
        ratio = max(medians.values()) / min(medians.values())
        worst = max(worst, ratio)
        print(f"{flow:<26}known {medians['known']:7.1f} ms   unknown {medians['unknown']:7.1f} ms   ratio {ratio:.3f}")
    print(f"limit {LIMIT:.2f}: {'kept' if worst <= LIMIT else 'BROKEN'} ({rounds} rounds each)")
    return int(worst > LIMIT)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Known and unknown addresses are answered in the same time.")
    parser.add_argument("--n", type=int, default=20, help="rounds of each flow")
    parser.add_argument("--flow", default="", help="flows with these letters in their name; all if left out")
    wanted = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    from django.conf import global_settings, settings
    from django.test.utils import setup_test_environment

    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS  # those of production
    setup_test_environment()
    sys.exit(main(wanted.n, wanted.flow))
