// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/livegameseeding.h"

#include <algorithm>
#include <thread>

namespace tierlens {

namespace {
constexpr int GameSqlFormat
    = 1; // raise when the files in resources/sql change what is in the tables
constexpr std::int64_t GameChunkRows = 100'000; // some 300 ms
constexpr double GameRowsShare = 0.6, MatchesShare = 0.7, GameIndexShare = 0.75, VacuumFrom = 0.85;
} // namespace

std::string GameSize::format() const
{
    std::string text = "game " + std::to_string(GameSqlFormat);
    for (const auto n : {accounts, matches, players, unlocks, purchases, seed})
        text += ' ' + std::to_string(n);
    return text;
}

GameSeeding::GameSeeding(
    GameSize size, PostgresOptions postgres, Seeding::Report report, std::stop_token stop)
    : m_size(size)
    , m_postgres(Seeding::patient(std::move(postgres)))
    , m_seeding("game", size.format(),
          {{"accounts", size.accounts}, {"players", size.players}, {"unlocks", size.unlocks},
              {"purchases", size.purchases}, {"seed", size.seed},
              {"place_step", Seeding::stepFor(size.players, 37)}, {"next_unlock", size.unlocks + 1},
              {"next_purchase", size.purchases + 1}},
          std::move(report), std::move(stop))
{ }

Result<Done> GameSeeding::run()
{
    return m_seeding.ensure(m_postgres, [this] { return make(); });
}

Result<Done> GameSeeding::make()
{
    PostgresConnection first(m_postgres), second(m_postgres);
    if (auto ready = m_seeding.begin(first); !ready)
        return ready;
    if (auto made = script(first, "schema"); !made)
        return made;

    Result<Done> accounts = Done{};
    std::thread beside([this, &accounts, &second] {
        accounts = seedAccounts(second);
        if (!accounts)
            m_failed = true;
    });
    const auto results = seedResults(first);
    if (!results)
        m_failed = true;
    beside.join();
    if (!results)
        return results;
    if (!accounts)
        return accounts;
    return m_seeding.finish(
        first, {"results", "matches", "accounts", "unlocks", "purchases", "scores"}, VacuumFrom);
}

Result<Done> GameSeeding::seedAccounts(PostgresConnection &postgres)
{
    auto done = postgres.begin();
    for (const char *name : {"accounts", "unlocks"}) {
        if (mayGoOn(done))
            done = script(postgres, name);
    }
    return end(postgres, std::move(done));
}

// All in the transaction that makes the table: with wal_level minimal nothing of it is logged.
Result<Done> GameSeeding::seedResults(PostgresConnection &postgres)
{
    auto done = postgres.begin();
    if (done)
        done = script(postgres, "results");
    const auto atOnce = std::max<std::int64_t>(1, GameChunkRows / m_size.players);
    for (std::int64_t match = 1; match <= m_size.matches && mayGoOn(done); match += atOnce) {
        const auto last = std::min(match + atOnce - 1, m_size.matches);
        done = script(postgres, "results_chunk", {{"first_match", match}, {"last_match", last}});
        m_seeding.tellRows("results", last * m_size.players, m_size.matches * m_size.players,
            GameRowsShare * static_cast<double>(last) / static_cast<double>(m_size.matches));
    }
    if (mayGoOn(done)) {
        m_seeding.tell(tr("Naming the winners").toStdString(), MatchesShare);
        done = script(postgres, "matches");
    }
    if (mayGoOn(done)) {
        m_seeding.tell(tr("Indexing results by player").toStdString(), GameIndexShare);
        done = script(postgres, "results_index");
    }
    return end(postgres, std::move(done));
}

Result<Done> GameSeeding::end(PostgresConnection &postgres, Result<Done> outcome)
{
    if (outcome)
        outcome = postgres.commit();
    if (!outcome)
        postgres.rollback();
    return outcome;
}

Result<Done> GameSeeding::script(
    PostgresConnection &postgres, const char *name, const Seeding::Variables &more)
{
    const auto rows = m_seeding.script(postgres, name, more);
    return rows ? Result<Done>(Done{}) : Result<Done>(rows.error());
}

bool GameSeeding::mayGoOn(Result<Done> &outcome) const
{
    if (outcome && (m_failed || m_seeding.isStopped()))
        outcome = Seeding::stopped();
    return outcome.has_value();
}

} // namespace tierlens
