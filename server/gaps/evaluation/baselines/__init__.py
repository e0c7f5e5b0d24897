"""The simple models that a better one has to beat, on the same rows and folds. Each offers `cold(rows)` and `fitted(rows, folds)`."""
