// SPDX-License-Identifier: GPL-3.0-or-later
// That another server takes over as primary, and that it has.
#include "findings/findingtext.h"
#include "findings/scene.h"

namespace tierlens {

namespace {
using Level = Finding::Level;

QString nextAfter(Failover::By by)
{
    return by == Failover::By::Hosts
        ? FindingWords::tr("See that the old primary does not come back as a second one, and what "
                           "of its last transactions the new one has.")
        : FindingWords::tr("Redis replicates without waiting: what the old primary had taken in "
                           "its last moments may be lost. See that it comes back as a replica.");
}

// Speaks: at once while the watch of a server says that it is under way, and once when it is over.
void failoverOf(const FindingScene &scene, const QString &server,
    const std::optional<Failover> &known, Signs &signs)
{
    if (!known)
        return;
    Sign sign;
    sign.name = {
        FindingKind::Failover, server.toStdString() + ' ' + std::to_string(known->since.count())};
    sign.since = known->since;
    sign.subject = known->from;
    sign.atOnce = true;
    const auto from = QString::fromStdString(known->from);
    sign.evidence = {{FindingWords::tr("Old primary"), from}};
    if (!known->isOver()) {
        // Nobody announces it in Postgres: a primary that is back in a moment was only restarted.
        if (known->by == Failover::By::Hosts && scene.now() - known->since < scene.limits.away)
            return;
        sign.level = Level::Problem;
        sign.sentence = FindingWords::tr("%1 is failing over. %2")
                            .arg(server, failoverText(*known, scene.now()));
        sign.past = FindingWords::tr(
            "The primary of %1, %2, was gone; no other server was seen to take over.")
                        .arg(server, from);
        sign.next = FindingWords::tr(
            "Applications that do not follow the failover themselves need the new address.");
        signs.push_back(std::move(sign));
        return;
    }
    // Said once, then it ends as what happens at a time: it is not new again when forgotten.
    const auto *seen = scene.seenBefore(sign.name.kind, sign.name.key);
    if ((seen && seen->told && seen->momentary) || scene.now() - known->until >= scene.limits.over)
        return;
    sign.momentary = true;
    sign.level = Level::Warning;
    const auto to = QString::fromStdString(known->to);
    const auto took = known->until - known->since;
    sign.sentence = took >= std::chrono::seconds{1}
        ? FindingWords::tr("%1 failed over from %2 to %3; it took %4.")
              .arg(server, from, to, spanText(took))
        : FindingWords::tr("%1 failed over from %2 to %3.").arg(server, from, to);
    sign.next = nextAfter(known->by);
    sign.evidence.push_back({FindingWords::tr("New primary"), to});
    signs.push_back(std::move(sign));
}
} // namespace

void failoverFindings(const FindingScene &scene, Signs &signs)
{
    if (scene.input.redis)
        failoverOf(scene, QStringLiteral("Redis"), scene.lately.redisFailover(), signs);
    if (scene.input.postgres)
        failoverOf(scene, QStringLiteral("PostgreSQL"), scene.lately.postgresFailover(), signs);
}

} // namespace tierlens
