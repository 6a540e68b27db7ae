"""Play a quiz over `calcinosis-quiz quiz --json`: print each question, pass on what is typed, end with the score."""

import json
import subprocess
import sys

quiz = subprocess.Popen(
    ["calcinosis-quiz", "quiz", "--json", *sys.argv[1:]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
)
for line in quiz.stdout:
    event = json.loads(line)
    kind = event["event"]
    if kind == "question":
        item = event["item"]
        print(f"\n{event['number']}/{event['of']}", item.get("theme", ""), item["stem"], item.get("lead_in", ""))
        for part in (*item.get("prompts", ()), *item.get("options", ())):
            print(f"  {part['key']}  {part['text']}")
    elif kind == "outcome":
        print("Right." if event["fraction"] == 1 else f"The key is {event['key']}.", event["explanation"] or "")
    elif kind == "result":
        print(f"\n{event['points']:g} of {event['possible']} points")
    elif kind in ("error", "near-miss"):
        print(event["message"])
    elif kind == "self-mark":
        print(event["model_answer"], *(f"\n  {point['key']}  {point['text']}" for point in event["points"]))
    if kind in ("question", "near-miss", "self-mark", "certainty", "error"):
        typed = input(f"{event.get('expected') or 'answer'} > ").strip()
        quiz.stdin.write(json.dumps(typed or None) + "\n")
        quiz.stdin.flush()
