"""Quizzes, flashcards and teaching material on calcinosis in dermatomyositis, from one bank of questions."""
