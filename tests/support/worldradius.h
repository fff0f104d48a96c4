// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "invalidation/blastradius.h"
#include "scenario/scenario.h"
#include "support/smallworld.h"

#include <QString>

#include <functional>
#include <string>
#include <vector>

namespace tierlens::test {

// What was said about the invalidation of some keys of a world, and what then happened.
struct SaidAndWas
{
    std::string pattern; // "tierlens:career:*"
    BlastRadius said;
    double hits = 0; // per second, before
    double queries = 0; // in the first second after, beyond those before; mean of the rounds
    double seconds = 0; // until misses had fallen to a tenth of those hits; mean of the rounds
    int rounds = 0;

    QString text() const;
    // Within 30 %, beside what chance does: 100 queries in a second are 100 ± 10, and when the
    // last of nine tenths comes back is some tenths of a second sooner or later each time. Where
    // few keys are read a second, when that is cannot be measured and is not compared.
    bool isNear() const;
};

// Plays a world with clients of its own, single-flight and all, while a watch looks at the servers
// like a stranger, with one burst; asks what the invalidation of each pattern would do; does it,
// all at once and several times over. `fill`: reads all that can be cached, so that each round
// begins with a whole cache.
class WorldRadius
{
public:
    struct Wishes
    {
        std::vector<std::string> patterns; // prefixes that end with a star
        double rate = 300; // requests per second
        int rounds = 2;
        std::function<void(DataLayer &)> fill{};
    };
    WorldRadius(SmallWorld &world, Scenario &scenario, Wishes wishes);
    QString run(); // what went wrong; empty: nothing
    const std::vector<SaidAndWas> &found() const { return m_found; }

private:
    struct Counted
    {
        double hits = 0, misses = 0, queries = 0; // of the requests for keys of one pattern
    };
    void count();
    void wait(int milliseconds); // counting, or the queue fills up
    QString foresee();
    QString playRound();

    SmallWorld &m_world;
    Scenario &m_scenario;
    Wishes m_wishes;
    std::vector<SaidAndWas> m_found;
    std::vector<Counted> m_counted, m_before; // per pattern; per second, before
};

} // namespace tierlens::test
