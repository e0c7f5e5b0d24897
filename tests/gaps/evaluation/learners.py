"""Simulated people who answer questions: some abler, some questions harder, and everybody learns a little. No row of anybody real."""

from pathlib import Path

import numpy as np
from scipy import sparse

from server.gaps.evaluation.answer import Answer

SKILLS = 6
QUESTIONS = 40


def behaviours_of(question: int) -> tuple[int, ...]:
    """Every third question is about two behaviours."""
    first = question % SKILLS
    return (first,) if question % 3 else (first, (first + 1) % SKILLS)


def simulated(people: int = 60, answers: int = 40, seed: int = 1) -> list[Answer]:
    """Answers of people, one person after the other, each over some weeks."""
    chance = np.random.default_rng(seed)
    hard = chance.normal(0, 1.2, QUESTIONS)
    found: list[Answer] = []
    for person in range(people):
        able, own = chance.normal(0.4, 1.0), chance.normal(0, 0.7, SKILLS)
        at = float(chance.integers(0, 1_000_000))
        for _ in range(answers):
            question = int(chance.integers(QUESTIONS))
            skills = behaviours_of(question)
            logit = able + own[list(skills)].mean() - hard[question]
            found.append(Answer(person, question, at, float(chance.random() < 1 / (1 + np.exp(-logit))), skills))
            own[list(skills)] += 0.05
            at += float(chance.exponential(40_000))
    return found


def write_log(folder: Path, answers: list[Answer]) -> tuple[Path, Path]:
    """The log and the matrix of its questions, as files."""
    log, matrix = folder / "log.csv", folder / "q_mat.npz"
    rows = (f"{one.user}\t{one.item}\t{one.at:.0f}\t{one.correct:.0f}\t{one.behaviours[0]}" for one in answers)
    log.write_text("\n".join(["user_id\titem_id\ttimestamp\tcorrect\tskill_id", *rows, ""]), encoding="utf-8")
    dense = np.zeros((QUESTIONS, SKILLS))
    for question in range(QUESTIONS):
        dense[question, list(behaviours_of(question))] = 1
    sparse.save_npz(matrix, sparse.csr_matrix(dense))
    return log, matrix
