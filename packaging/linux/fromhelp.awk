# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes the man page and the completions from what the program itself says of its options, so
# that they cannot be out of date:
#
#   tierlens --help >help.txt
#   awk -v as=man|bash|zsh|fish [-v version=… -v date=…] -f fromhelp.awk help.txt TEMPLATE
#
# An option stands in the help as "  --name VALUE   text"; a switch has no VALUE.

# The words a value may be, if they can be counted. The value's own form says so where it can
# ("on|off", "dark|light"); the others are named here.
function choices(name, value) {
    if (value ~ /^[a-z]+(\|[a-z]+)+$/) {
        gsub(/\|/, " ", value)
        return value
    }
    if (name == "scenario") return "profile game assistant store"
    if (name == "environment") return "production development sandbox"
    if (name == "eviction") return "noeviction allkeys-lru allkeys-lfu allkeys-random volatile-lru volatile-lfu volatile-random volatile-ttl"
    if (name == "rate") return "max"
    if (name == "log-level") return "debug info warning error"
    return ""
}

# A command whose lines begin with the words the value may be.
function asked(name) {
    if (name == "tour") return "tierlens --tour list"
    if (name == "compare") return "tierlens --compare list"
    return ""
}

function is_file(value) { return value ~ /FILE/ }

function man_text(text) {
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    if (text ~ /^[.']/) text = "\\&" text
    return text
}

function man_options(   i, line) {
    for (i = 1; i <= count; i++) {
        line = man_text(shorts[i] == "" ? "" : shorts[i] ", ") man_text("--" names[i])
        print ".TP"
        if (values[i] == "") print ".B " line
        else print ".BI \"" line " \" \"" man_text(values[i]) "\""
        print man_text(texts[i])
    }
}

function bash_values(   i, some, command) {
    for (i = 1; i <= count; i++) {
        if (values[i] == "") continue
        some = choices(names[i], values[i])
        command = asked(names[i])
        printf "        --%s)\n", names[i]
        if (some != "")
            printf "            mapfile -t COMPREPLY < <(compgen -W \"%s\" -- \"$current\")\n", some
        if (command != "")
            printf "            mapfile -t COMPREPLY < <(compgen -W \"$(%s 2>/dev/null | cut -d ' ' -f 1)\" -- \"$current\")\n", command
        if (is_file(values[i])) {
            print "            compopt -o filenames"
            print "            mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -f -- \"$current\")"
        }
        if (values[i] == "FOLDER") {
            print "            compopt -o filenames"
            print "            mapfile -t COMPREPLY < <(compgen -d -- \"$current\")"
        }
        print "            return"
        print "            ;;"
    }
}

function bash_names(line,   i, all) {
    for (i = 1; i <= count; i++) all = all (i > 1 ? " " : "") "--" names[i]
    sub(/@NAMES@/, all, line)
    print line
}

function zsh_text(text) {
    gsub(/'/, "'\\''", text)
    gsub(/\[/, "\\[", text)
    gsub(/\]/, "\\]", text)
    gsub(/:/, "\\:", text)
    return text
}

function zsh_options(   i, some, command, action) {
    for (i = 1; i <= count; i++) {
        some = choices(names[i], values[i])
        command = asked(names[i])
        action = " "
        if (some != "") action = "(" some ")"
        else if (command != "") action = "($(" command " 2>/dev/null | cut -d \" \" -f 1))"
        else if (is_file(values[i])) action = "_files"
        else if (values[i] == "FOLDER") action = "_files -/"
        printf "    '%s--%s[%s]", (texts[i] ~ /Repeatable/ ? "*" : ""), names[i], zsh_text(texts[i])
        if (values[i] != "") printf ":%s:%s", zsh_text(values[i]), action
        print "' \\"
    }
}

function fish_options(   i, some, command, text) {
    for (i = 1; i <= count; i++) {
        some = choices(names[i], values[i])
        command = asked(names[i])
        text = texts[i]
        gsub(/\\/, "\\\\", text)
        gsub(/'/, "\\'", text)
        printf "complete -c tierlens"
        if (shorts[i] != "") printf " -s %s", substr(shorts[i], 2)
        printf " -l %s", names[i]
        if (values[i] == "") printf " -f"
        else if (is_file(values[i]) || values[i] == "FOLDER") printf " -r"
        else printf " -x"
        if (some != "") printf " -a '%s'", some
        if (command != "") printf " -a '(%s 2>/dev/null | string split -f 1 \" \")'", command
        printf " -d '%s'\n", text
    }
}

FNR == 1 { file++ }

file == 1 && /^  (-[a-z], )?--[a-z]/ {
    line = substr($0, 3)
    count++
    # Some versions of gawk end with an internal error when a function is given what was never set.
    names[count] = shorts[count] = values[count] = texts[count] = ""
    if (line ~ /^-[a-z], /) {
        shorts[count] = substr(line, 1, 2)
        line = substr(line, 5)
    }
    match(line, /^--[a-z-]+/)
    names[count] = substr(line, 3, RLENGTH - 2)
    line = substr(line, RLENGTH + 1)
    if (line ~ /^ [^ ]/) { # one space: a value follows; more: the text
        match(line, /^ [^ ]+/)
        values[count] = substr(line, 2, RLENGTH - 1)
        line = substr(line, RLENGTH + 1)
    }
    sub(/^ +/, "", line)
    texts[count] = line
}

file == 2 {
    if (count == 0) {
        print "fromhelp.awk: the help names no option" >"/dev/stderr"
        exit 1
    }
    if (/^@OPTIONS@$/) {
        if (as == "man") man_options()
        else if (as == "zsh") zsh_options()
        else fish_options()
    } else if (/^@VALUES@$/) {
        bash_values()
    } else if (/@NAMES@/) {
        bash_names($0)
    } else {
        gsub(/@VERSION@/, version)
        gsub(/@DATE@/, date)
        print
    }
}
