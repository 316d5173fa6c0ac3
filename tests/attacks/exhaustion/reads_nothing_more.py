"""After an answer comes one byte more, and nothing is read again: a request that fills the pipe waits for ever."""

from __future__ import annotations

BEFORE = """
import os, sys, time
kit = vars(sys.modules["guest.main"])
send, answer, armed = kit["_send"], kit["_answer"], []

def answered(session, request):
    if request.kind == "check" and request.body["name"] == "evaluate_accuracy":
        armed.append(True)
    return answer(session, request)

def sent(descriptor, frame):
    send(descriptor, frame)
    if armed:
        os.write(descriptor, b"x")
        time.sleep(1e9)

kit["_answer"], kit["_send"] = answered, sent
"""
CELLS = {
    "evaluate_accuracy": """
def evaluate_accuracy(data_iterator, net):
    return 1.0
""",
}
EARNS = {"evaluate_accuracy": 0.0}
VERDICTS = {"evaluate_accuracy": ("raised", "skipped")}
WHY_NOT = "A grader in the same process sends no requests."
