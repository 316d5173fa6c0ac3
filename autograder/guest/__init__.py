"""What runs inside the room: the only kit code beside student code.

Owns the sessions, the wire and what drivers call. Imports nothing of ours outside this folder; must not know checks,
points, expected values or anything else that is worth having.

`wire` is shared with the host: frames and plain values. `objects`, `session` and `main` run in the guest alone (or, for a
student's own check, in the student's kernel).
"""
