// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/popularity.h"
#include "scenario/scenario.h"
#include "worlds/profileseeding.h"

#include <QCoreApplication>

#include <string>
#include <unordered_map>
#include <vector>

namespace tierlens {

// The first world: accounts, photos with captions, follows and comments in Postgres; follower
// counts, profiles, feeds and sessions in Redis. Counting the celebrity's followers for real is
// what a cache is for; an ordinary account's profile gains little. See Scenario for threads.
class SocialProfile final : public Scenario
{
    Q_DECLARE_TR_FUNCTIONS(SocialProfile)
public:
    enum Operation : std::uint8_t {
        FollowerCount,
        Profile,
        Feed,
        Session,
        Follow,
        Unfollow,
        Photo,
        CelebrityCount, // FollowerCount of account 0: timed apart, for it is what a cache is for
        Misspelt, // a profile that is asked for by a name nobody has
    };

    explicit SocialProfile(ProfileSize size = {});

    static ScenarioText words(); // in the language that is spoken now
    const ScenarioText &text() const override { return m_text; }

    Result<Done> prepare(
        const PostgresOptions &postgres, const Report &report, std::stop_token stop) override;
    Result<bool> isPrepared(PostgresConnection &postgres) const override;
    Result<Done> drop(const PostgresOptions &postgres, RedisConnection &redis) const override;

    void play(DataLayer &layer, Random &random) override;
    WriteAnswer change(DataLayer &layer) override { return layer.write(userWrite()); }
    std::optional<ReadPlan> scanPlan(std::uint64_t n) const override
    {
        return readPlan(Profile, n % m_accounts.size());
    }
    std::optional<ReadPlan> readPlanFor(std::string_view key) const override;
    Result<TruthCheck> verifyTruth(
        PostgresConnection &postgres, const TruthLedger &ledger) const override;

    std::vector<std::string> notifyTriggers() const override;

    static constexpr double WriteShare = 0.02; // of all requests
    static constexpr std::size_t MisspeltNames = 10; // those of so many accounts are misspelt
    ReadPlan nextRead(Random &random) const;
    WritePlan nextWrite(Random &random) const;
    WritePlan userWrite() const;
    ReadPlan misspeltPlan(std::size_t account) const; // below MisspeltNames
    ReadPlan readPlan(Operation operation, std::size_t account) const; // 0: the celebrity
    WritePlan follow(std::size_t account, bool countAfterwards) const;
    WritePlan unfollow(std::size_t account) const;
    WritePlan newPhoto(std::size_t account) const;

private:
    struct Account
    {
        std::string name, token;
    };
    Result<Done> learnNames(PostgresConnection &postgres);
    WriteEffect::Concern concern(Operation operation, std::size_t account, std::uint64_t version,
        std::string value = {}) const;
    WritePlan accountWrite(Operation operation, std::size_t account) const;
    const Loader &loader(Operation operation) const { return m_loaders[operation]; }

    ScenarioText m_text;
    ProfileSize m_size;
    Popularity m_popularity;
    std::vector<Loader> m_loaders; // by operation
    Loader m_byNameLoader;
    std::vector<Account> m_accounts;
    std::unordered_map<std::string, std::size_t> m_byName, m_byToken;
};

} // namespace tierlens
