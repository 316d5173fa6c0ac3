"""The only kit code that runs beside student code. Imports nothing of ours outside this folder.

`wire` is shared with the host: frames and plain values. `objects`, `session` and `main` run in the guest alone (or, for a
student's own check, in the student's kernel).
"""
