"""Quizzes, flashcards and teaching material on calcinosis in dermatomyositis, from one bank of questions."""

__version__ = "0.1.0"
