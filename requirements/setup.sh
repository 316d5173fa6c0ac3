#!/usr/bin/env bash
# Prepares this checkout: installs bubblewrap, and into .venv exactly the packages of the lock file, and the kit.
#
# usage: requirements/setup.sh [DEVICE]      DEVICE names the lock file, requirements/DEVICE.lock (default: cpu)
#
# If everything is installed, this returns at once. Each completed part writes a file into .venv, so the next run repairs an
# interrupted one. A moved checkout, a changed lock file or a missing Python causes a new .venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

device=${1:-cpu}
lock=requirements/$device.lock
needs='Python 3.11 is needed (nbgrader 0.9.6 needs 3.11 or newer; NumPy below 1.24, which MXNet 1.9.1 needs, supports none newer)'

# If .venv is active, its own Python must not be used to build it again.
PATH=$(sed "s#:$PWD/\.venv/bin\(:\|\$\)#\1#g" <<<":$PATH") && PATH=${PATH#:}
unset PYTHONHOME PYTHONPATH VIRTUAL_ENV
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

say() { printf '%s\n' "$*" >&2; }
stop() {
    say "setup: $*"
    exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@" </dev/null; else sudo -n "$@" </dev/null; fi
}

apt_install() {
    has apt-get || return 1
    [ "$(id -u)" -eq 0 ] || { has sudo && sudo -n true 2>/dev/null; } || return 1
    say "Installing $1 with apt-get ..."
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$1")
    as_root "${install[@]}" >/dev/null 2>&1 || { as_root apt-get -qq update >/dev/null && as_root "${install[@]}" >/dev/null; }
}

python_candidates() {
    if [ -n "${PYTHON:-}" ]; then
        echo "$PYTHON"
        return
    fi
    printf '%s\n' python3.11 python3 python
    if has pyenv; then printf '%s\n' "$(pyenv root)"/versions/3.11.*/bin/python3.11; fi
    if has uv; then uv python find --system --no-python-downloads 3.11 2>/dev/null || true; fi
}

makes_venvs() { "$1" -c 'import ensurepip, venv' </dev/null >/dev/null 2>&1; }

# Prints the first Python 3.11 that can make virtual environments.
find_python() {
    local candidate version found='' bare='' next again=', then the same command again.'
    while read -r candidate; do
        version=$("$candidate" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' </dev/null 2>/dev/null) || continue
        case $version in
        3.11.*)
            if makes_venvs "$candidate"; then
                echo "$candidate"
                return
            fi
            bare=$candidate
            ;;
        *) found="$found${found:+, }$candidate is $version" ;;
        esac
    done < <(python_candidates)

    if [ -n "$bare" ]; then
        if apt_install python3.11-venv && makes_venvs "$bare"; then
            echo "$bare"
            return
        fi
        stop "$bare cannot make virtual environments: its modules venv and ensurepip are missing. Next: apt-get install" \
            "python3.11-venv (as root), then the same command again."
    fi
    if [ -n "${PYTHON:-}" ]; then
        next='the same command without PYTHON, or with PYTHON=/path/to/python3.11' again=.
    elif has uv; then
        next='uv python install 3.11'
    elif has pyenv; then
        next='pyenv install 3.11'
    else
        next='install it (your system'"'"'s package manager, uv or pyenv have it), or name one with PYTHON=/path/to/python3.11'
    fi
    stop "$needs; found: ${found:-${PYTHON:-none}${PYTHON:+, which is no Python}}. Next: $next$again"
}

# On a terminal, shows a count of packages in place of pip's hundreds of lines.
install_lock() {
    local pip=(.venv/bin/python -m pip install --require-hashes --only-binary :all: -r "$lock") total
    total=$(grep -c '^[A-Za-z0-9].*==' "$lock")
    say "Installing $total pinned packages into .venv (a minute or so, the first time) ..."
    if [ -t 2 ]; then
        PYTHONUNBUFFERED=1 "${pip[@]}" | awk -v total="$total" '
            /^Collecting / { printf "\r  %d of %d: %-50s", ++count, total, substr($2, 1, 50) > "/dev/stderr" }
            /^Installing /  { printf "\r  unpacking %-60s", "..." > "/dev/stderr" }
            END { printf "\r%-80s\r", "" > "/dev/stderr" }'
    else
        "${pip[@]}" -qq
    fi
}

[ -w . ] || stop "$PWD cannot be written. Next: clone into a folder of your own."
if [ ! -f "$lock" ]; then
    locks=(requirements/*.lock)
    locks=("${locks[@]#requirements/}")
    stop "DEVICE=$device has no lock file. Next: DEVICE=NAME with one of these names: ${locks[*]%.lock}."
fi
exec 9>.setup.lock
if has flock; then flock 9; fi # a second make command waits here, and then finds everything installed

want_lock="$PWD $(cksum <"$lock")"
want_kit="$PWD $(cksum <pyproject.toml)"
installed() { [ -f ".venv/.$1" ] && [ "$(<".venv/.$1")" = "$2" ]; }
python_runs() { .venv/bin/python -c '' 2>/dev/null; }

if ! installed lock "$want_lock" || ! python_runs; then
    python=$(find_python)
    fresh=yes
fi
if ! has bwrap; then
    { apt_install bubblewrap && has bwrap; } ||
        stop "bubblewrap is needed (student code never runs without it) and could not be installed from here. Next: have" \
            "an administrator install the package bubblewrap (apt-get install bubblewrap), then the same command again."
fi
if [ "${fresh:-no}" = yes ]; then
    rm -rf .venv
    "$python" -m venv .venv
    echo "$device" >.venv/.device
    install_lock || stop 'the pinned packages could not be installed; pip says why above. The same command again starts afresh.'
    echo "$want_lock" >.venv/.lock
fi
if ! installed kit "$want_kit"; then
    .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable . ||
        stop 'the kit itself could not be installed; pip says why above.'
    # A Jupyter kernel finds the CUDA build's libraries only with this setting.
    if [ "$device" != cpu ]; then .venv/bin/autograder kernel >/dev/null; fi
    echo "$want_kit" >.venv/.kit
fi
