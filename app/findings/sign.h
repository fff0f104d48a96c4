// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "findings/finding.h"

#include <compare>

namespace tierlens {

// Which finding: several locks can be waited for at once.
struct FindingName
{
    FindingKind kind{};
    std::string key; // empty: there is only one of this kind
    auto operator<=>(const FindingName &) const = default;
};

// What a rule sees at one look. It becomes a finding when it is seen often enough.
struct Sign
{
    FindingName name;
    Finding::Level level = Finding::Level::Notice;
    SinceStart since{};
    std::string subject;
    QString sentence; // what is so; true while it goes on
    QString past; // the same when it is over; empty: `sentence` says it in words that stay true
    QString next;
    std::vector<Finding::Figure> evidence;
    bool momentary = false; // happens at a time, lasts none
    bool atOnce = false; // one look is proof enough
    bool sinceEver = false; // was so when looking began: since when is not known
    // What it is measured against later, too: the time before moves on, this must not.
    double before = -1;
    double threshold = 0;
    double worst = -1;
};

// What is remembered of a sign from look to look.
struct Seen
{
    SinceStart since{}, last{}, lastLook{-1};
    std::size_t looks = 0;
    bool told = false; // it is a finding
    bool momentary = false;
    double before = -1, threshold = 0, worst = -1;
    QString past;
    Finding finding;
};

} // namespace tierlens
