#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Reads the manifests that only other systems use: vcpkg.json, the presets, Info.plist, the Flatpak
# manifest, the workflows; and whether all of them mean the same version. Where they are installed,
# actionlint and yamllint read the workflows, and flatpak-builder its manifest, too.
# Exit codes: 0 nothing is wrong · 1 something is · 77 Python is not installed.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=''
for candidate in /usr/bin/python3 python3; do # Debian's own has its YAML
    if command -v "$candidate" >/dev/null; then
        python=$candidate
        break
    fi
done
[[ -n $python ]] || exit 77
"$python" - <<'PYTHON'
import glob, json, plistlib, re, sys

wrong = []
version = re.search(r"^project\(tierlens VERSION ([0-9.]+)", open("CMakeLists.txt").read(), re.M).group(1)

vcpkg = json.load(open("vcpkg.json"))
if vcpkg["version-semver"] != version:
    wrong.append(f"vcpkg.json says {vcpkg['version-semver']}, CMakeLists.txt {version}")
changelog = re.search(r"^## ([0-9.]+) - (unreleased|\d{4}-\d\d-\d\d)$", open("CHANGELOG.md").read(), re.M)
if not changelog or changelog.group(1) != version:
    wrong.append(f"CHANGELOG.md does not begin with {version}")

presets = json.load(open("CMakePresets.json"))
names = {preset["name"] for preset in presets["configurePresets"]}
for preset in presets["configurePresets"]:
    if preset.get("inherits") and preset["inherits"] not in names:
        wrong.append(f"preset {preset['name']} inherits {preset['inherits']}, which is not there")
for kind in ("buildPresets", "testPresets"):
    for preset in presets[kind]:
        if not preset.get("hidden") and preset["configurePreset"] not in names:
            wrong.append(f"{kind} {preset['name']}: no preset {preset['configurePreset']}")

plist = plistlib.loads(open("packaging/macos/Info.plist.in", "rb").read())
for key in ("CFBundleIdentifier", "CFBundleExecutable", "CFBundleShortVersionString", "CFBundlePackageType"):
    if key not in plist:
        wrong.append(f"Info.plist: {key} is missing")

try:
    import yaml
except ImportError:
    print("skipped: workflows and Flatpak manifest (Python has no YAML here)")
else:
    flatpak = yaml.safe_load(open("packaging/linux/org.tierlens.Tierlens.yml"))
    if flatpak["id"] != plist["CFBundleIdentifier"]:
        wrong.append("the Flatpak and the Mac program have different ids")
    for module in flatpak["modules"]:
        for source in module["sources"]:
            if source["type"] == "git" and "tag" not in source:
                wrong.append(f"Flatpak: {module['name']} has no tag")
    for file in glob.glob(".github/workflows/*.yml"):
        workflow = yaml.safe_load(open(file))
        jobs = workflow["jobs"]
        for name, job in jobs.items():
            needs = job.get("needs", [])
            for other in [needs] if isinstance(needs, str) else needs:
                if other not in jobs:
                    wrong.append(f"{file}: {name} needs {other}, which is not there")
            for step in job["steps"]:
                if ("uses" in step) == ("run" in step):
                    wrong.append(f"{file}: a step of {name} neither runs nor uses, or both")
                for preset in re.findall(r"--preset ([a-z0-9_-]+)", str(step.get("run", ""))):
                    if preset not in names:
                        wrong.append(f"{file}: no preset {preset}")
for line in wrong:
    print(line)
sys.exit(1 if wrong else 0)
PYTHON
if command -v actionlint >/dev/null; then
    actionlint .github/workflows/*.yml
else
    echo "skipped: actionlint is not installed"
fi
if command -v yamllint >/dev/null; then
    yamllint --strict --config-file packaging/yamllint.yml .github/workflows/*.yml packaging/*.yml packaging/linux/*.yml
else
    echo "skipped: yamllint is not installed"
fi
if command -v flatpak-builder >/dev/null; then
    # Reads it as it would to build it: words it does not know, wrong types.
    state=$(mktemp -d)
    trap 'rm -rf "$state"' EXIT
    # It leaves a folder where it is called.
    said=$(cd "$state" && flatpak-builder --show-manifest "$OLDPWD/packaging/linux/org.tierlens.Tierlens.yml" 2>&1 >/dev/null) || {
        printf '%s\n' "$said"
        exit 1
    }
    [[ -z $said ]] || { printf '%s\n' "$said" && exit 1; }
else
    echo "skipped: flatpak-builder is not installed"
fi
