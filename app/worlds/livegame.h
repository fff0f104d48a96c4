// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/popularity.h"
#include "scenario/scenario.h"
#include "worlds/livegameplans.h"
#include "worlds/livegamereferee.h"
#include "worlds/livegameseeding.h"

#include <QCoreApplication>

#include <atomic>

namespace tierlens {

// A game of many short matches: accounts, unlocks, purchases and finished results in Postgres; the
// running match, its leaderboard and who is online in Redis alone. When a match ends its result is
// written to Postgres in one transaction and its keys disappear. See Scenario for threads.
class LiveGame final : public Scenario
{
    Q_DECLARE_TR_FUNCTIONS(LiveGame)
public:
    explicit LiveGame(GameSize size = {}, GameRules rules = {});

    static ScenarioText words(); // in the language that is spoken now
    const ScenarioText &text() const override { return m_text; }

    Result<Done> prepare(
        const PostgresOptions &postgres, const Report &report, std::stop_token stop) override;
    Result<bool> isPrepared(PostgresConnection &postgres) const override;
    Result<Done> drop(const PostgresOptions &postgres, RedisConnection &redis) const override;

    void play(DataLayer &layer, Random &random) override;
    std::chrono::milliseconds clockworkEvery() const override { return Tick; }
    void clockwork(DataLayer &layer, Random &) override { m_referee.tick(layer); }
    WriteAnswer change(DataLayer &layer) override;
    Result<std::string> perform(std::string_view order, DataLayer &layer) override;
    std::optional<ReadPlan> readPlanFor(std::string_view key) const override
    {
        return m_plans.readPlanFor(key);
    }
    Result<TruthCheck> verifyTruth(
        PostgresConnection &postgres, const TruthLedger &ledger) const override;

    static constexpr std::chrono::milliseconds Tick{250};
    // What a turn of a client is, in percent of all; the rest are scores.
    static constexpr int Heartbeats = 8, Matches = 4, Boards = 4, Careers = 8, Inventories = 5,
                         Purchases = 1;
    const GamePlans &plans() const { return m_plans; }
    std::uint64_t match() const { return m_referee.match(); }
    void score(DataLayer &layer, std::size_t player, int points); // as the switch says

private:
    std::size_t playerOf(std::uint64_t match, std::size_t rank) const;

    ScenarioText m_text;
    GameSize m_size;
    GameRules m_rules;
    GamePlans m_plans;
    GameReferee m_referee;
    Popularity m_asked, m_playing; // who is looked at; who scores how often
    std::atomic<unsigned> m_bought{0};
};

} // namespace tierlens
