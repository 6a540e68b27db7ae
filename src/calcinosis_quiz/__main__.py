"""Run the command line as `python -m calcinosis_quiz`."""

from calcinosis_quiz.cli import main

if __name__ == "__main__":
    main(prog_name="calcinosis-quiz")
