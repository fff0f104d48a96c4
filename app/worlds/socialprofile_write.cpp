// SPDX-License-Identifier: GPL-3.0-or-later
// How the truth of this world changes.
#include "core/durationtext.h"
#include "worlds/socialprofile.h"

namespace tierlens {

namespace {
constexpr std::string_view WrittenFeeds = "tierlens:feed:";

// Whoever begins to follow while the demo runs is a visitor without an account here, so nobody's
// feed changes by it, and the seeded follows stay what they are.
constexpr const char *FollowSql = "INSERT INTO tierlens_profile.follows (follower, followee) "
                                  "VALUES (nextval('tierlens_profile.visitors'), $1)";
constexpr const char *UnfollowSql
    = "DELETE FROM tierlens_profile.follows WHERE followee = $1 AND follower = "
      "(SELECT max(follower) FROM tierlens_profile.follows WHERE followee = $1 AND follower > $2)";
constexpr const char *RaiseAccountSql
    = "UPDATE tierlens_profile.accounts SET version = version + 1 "
      "WHERE id = $1 RETURNING version";
// One after the other: a photo with a lower number must never appear after one with a higher, for
// the highest number in a feed is the feed's version. The lock ends with the transaction.
constexpr const char *PhotoSql
    = "WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(7402)) "
      "INSERT INTO tierlens_profile.photos (author, caption) SELECT $1, $2 FROM turn RETURNING id";
// Whose feeds show this author, of those whose feed may be cached.
constexpr const char *FollowersSql = "SELECT a.name FROM tierlens_profile.accounts a "
                                     "JOIN tierlens_profile.follows f ON f.follower = a.id "
                                     "WHERE f.followee = $1 AND a.id = ANY ($2::integer[])";

} // namespace

// Most writes concern somebody little known: new followers come to everybody, and most of what
// changes is not in the cache at all. One in ten concerns the popular.
WritePlan SocialProfile::nextWrite(Random &random) const
{
    const bool popular = random() % 10 == 0;
    const std::size_t account = popular ? m_popularity(random) : random() % m_accounts.size();
    const auto luck = random() % 20;
    if (luck < 11)
        return follow(account, false);
    return luck < 18 ? unfollow(account) : newPhoto(account);
}

WritePlan SocialProfile::userWrite() const { return follow(0, true); }

// The key most concerned and the last statement are the same for all of them.
WritePlan SocialProfile::accountWrite(Operation operation, std::size_t account) const
{
    WritePlan plan;
    plan.operation = operation;
    plan.key = readPlan(operation == Photo ? Profile : FollowerCount, account).key;
    return plan;
}

WriteEffect::Concern SocialProfile::concern(
    Operation operation, std::size_t account, std::uint64_t version, std::string value) const
{
    auto plan = readPlan(operation, account);
    auto key = plan.key;
    return {std::move(key), version, std::move(value), std::move(plan)};
}

WritePlan SocialProfile::follow(std::size_t account, bool countAfterwards) const
{
    WritePlan plan = accountWrite(Follow, account);
    const std::string id = std::to_string(account + 1);
    plan.statements = {{FollowSql, {id}, true}, {RaiseAccountSql, {id}, true}};
    if (countAfterwards)
        plan.lookUp = [this, id](const TruthLedger &, SinceStart) {
            return PlannedStatement{m_loaders[FollowerCount].sql, {id}, false};
        };
    plan.effect = [this, account, id](const std::vector<Rows> &rows) {
        WriteEffect effect;
        effect.subject = id;
        effect.version = rows[1].count(0, 0);
        // Somebody else may have followed between COMMIT and the count; then the count has a
        // higher version of its own and is taken as what it is.
        const bool counted = rows.size() > 2 && !rows[2].empty();
        const auto version = counted ? rows[2].count(0, 1) : effect.version;
        const std::string count(counted ? rows[2].text(0, 0) : std::string_view());
        effect.concerns = {concern(FollowerCount, account, version, count),
            concern(Profile, account, effect.version)};
        const auto name = QString::fromStdString(m_accounts[account].name);
        effect.text
            = (counted ? tr("%1 has %2 followers")
                             .arg(name, countText(static_cast<std::uint64_t>(std::stoull(count))))
                       : tr("%1 has one follower more").arg(name))
                  .toStdString();
        return effect;
    };
    return plan;
}

WritePlan SocialProfile::unfollow(std::size_t account) const
{
    WritePlan plan = accountWrite(Unfollow, account);
    const std::string id = std::to_string(account + 1);
    plan.statements = {
        {UnfollowSql, {id, std::to_string(m_size.accounts)}, true}, {RaiseAccountSql, {id}, true}};
    plan.effect = [this, account, id](const std::vector<Rows> &rows) {
        WriteEffect effect;
        effect.subject = id;
        effect.version = rows[1].count(0, 0);
        effect.concerns = {concern(FollowerCount, account, effect.version),
            concern(Profile, account, effect.version)};
        effect.text = tr("%1 has one follower less")
                          .arg(QString::fromStdString(m_accounts[account].name))
                          .toStdString();
        return effect;
    };
    return plan;
}

// A new photo concerns the author's profile and the feeds of all who follow. Only feeds that this
// process knows to be in Redis are looked for; one cached by another process stays until its TTL.
WritePlan SocialProfile::newPhoto(std::size_t account) const
{
    WritePlan plan = accountWrite(Photo, account);
    const std::string id = std::to_string(account + 1);
    plan.statements = {
        {PhotoSql, {id, "Just now, posted while you watch"}, true}, {RaiseAccountSql, {id}, true}};
    plan.lookUp = [this, id](const TruthLedger &ledger, SinceStart now) {
        std::string feeds = "{";
        for (const auto &key : ledger.cachedKeys(WrittenFeeds, now)) {
            const auto found = m_byName.find(key.substr(WrittenFeeds.size()));
            if (found != m_byName.end())
                feeds.append(feeds.size() > 1 ? "," : "").append(std::to_string(found->second + 1));
        }
        return PlannedStatement{FollowersSql, {id, feeds + '}'}, false};
    };
    plan.effect = [this, account, id](const std::vector<Rows> &rows) {
        WriteEffect effect;
        const auto photo = rows[0].count(0, 0);
        effect.subject = id;
        effect.version = rows[1].count(0, 0);
        effect.concerns = {concern(Profile, account, effect.version)};
        for (std::size_t i = 0; i < rows[2].rows.size(); ++i)
            effect.concerns.push_back(
                {std::string(WrittenFeeds).append(rows[2].text(i, 0)), photo, {}, {}});
        effect.text = tr("%1 has a new photo")
                          .arg(QString::fromStdString(m_accounts[account].name))
                          .toStdString();
        return effect;
    };
    return plan;
}

} // namespace tierlens
