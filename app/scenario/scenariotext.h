// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace tierlens {

// What a scenario is called and says, for those who draw it.
struct ScenarioText
{
    // Something the user can order in this world alone; see Scenario::perform().
    struct Order
    {
        QString id, label;
        QString help; // what it does and what to watch
    };
    struct Switch
    {
        QString label, help; // empty label: this world has no switch of its own
    };

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

    std::vector<QString> truth; // what Postgres keeps: "accounts", "photos with captions", …
    std::vector<QString> forgettable; // what Redis holds: "follower counts just calculated", …
    QString
        lossText; // one sentence: what a restart of Redis loses, and why that is all right or not
    QString samplePattern; // "profile:*", for filters and dialogs
    std::vector<Order> orders;
    Switch worldSwitch; // TrafficSettings::worldSwitch
    QString priceLabel; // "Price of one expensive answer"; empty: nothing has a price here
    int pricedOperation = -1; // whose hits save that price
};

} // namespace tierlens
