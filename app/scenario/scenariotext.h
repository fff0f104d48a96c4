// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace tierlens {

// What a scenario is called and says, for those who draw it.
struct ScenarioText
{
    QString id; // "profile"
    QString title; // "Social profile"
    QString subtitle; // "follower count · session · feed"
    QString headline; // "GET /profile/anya": what the picture is about
    QString writeAction; // "Add 1 follower in Postgres"
    bool available = true;
    std::vector<QString> operations; // Request::operation: "follower count", "profile", …
    int slowOperation = 0; // the one that shows what the cache is for …
    int quickOperation = 1; // … and the one that shows where it gains little
    QString quickName; // that one, as it is said in a sentence: "an ordinary profile"
};

} // namespace tierlens
