// SPDX-License-Identifier: GPL-3.0-or-later
// What the whole of PostgreSQL counts: buffers, WAL, spilling, deadlocks, replicas.
#include "core/durationtext.h"
#include "findings/findingtext.h"
#include "findings/scene.h"

#include <algorithm>

namespace tierlens {

namespace {
using Level = Finding::Level;
using Direction = FindingScene::Direction;

QString postgresName() { return QStringLiteral("PostgreSQL"); }

void postgresAway(const FindingScene &scene, Signs &signs)
{
    const auto &away = scene.lately.postgresAway();
    if (!away || scene.now() - *away < scene.limits.away)
        return;
    Sign sign;
    sign.name = {FindingKind::PostgresAway, {}};
    sign.since = *away;
    sign.level = Level::Problem;
    sign.past = FindingWords::tr("%1 was away.").arg(postgresName());
    sign.sentence
        = begun(awayText(postgresName(), scene.input.postgres->health), sign.since, scene.now());
    sign.next = awayNext(postgresName(), scene.input.postgres->health);
    if (!scene.input.postgres->problem.empty())
        sign.evidence
            = {{FindingWords::tr("Reason"), QString::fromStdString(scene.input.postgres->problem)}};
    signs.push_back(std::move(sign));
}

// Speaks: the share of blocks found in shared_buffers is 5 points below the median of before, with
// at least 200 blocks a second asked for.
void bufferHitFell(const FindingScene &scene, Signs &signs)
{
    const auto &limits = scene.limits;
    const FindingName name{FindingKind::BufferHitFell, {}};
    const Measure measure = [&limits](const Moment &moment) {
        const auto &counts = moment.postgres;
        return counts.perSecond(counts.blocksHit + counts.blocksRead) >= limits.blocksPerSecond
            ? counts.bufferHitRate()
            : -1.0;
    };
    const auto shift
        = scene.shift(name, scene.course(measure), Direction::Down, [&](double, double spread) {
              return std::max(limits.bufferFall, limits.spreads * spread);
          });
    if (!shift.speaks)
        return;
    Sign sign = signOf(name, shift);
    const auto *seen = scene.seenBefore(name.kind);
    sign.since = seen
        ? seen->since
        : scene.sinceWhen(measure, shift.before - shift.threshold / 2, Direction::Down);
    const auto &sum = scene.recentSum.postgres;
    const auto read = sum.perSecond(sum.blocksRead) * 8192;
    const auto text = FindingWords::tr(
        "PostgreSQL found %1 of the blocks it needs in its buffers, now %2: it reads from disk.");
    sign.sentence = begun(
        text.arg(percentText(shift.before), percentText(shift.now)), sign.since, scene.now());
    sign.past = FindingWords::tr(
        "PostgreSQL read more from disk: %1 of the blocks were in its buffers, before %2.")
                    .arg(percentText(shift.worst), percentText(shift.before));
    sign.next = FindingWords::tr(
        "Sort Queries by blocks read: a scan without an index, or more data than fits.");
    sign.evidence = {beforeFigure(percentText(shift.before)), nowFigure(percentText(shift.now)),
        {FindingWords::tr("Read"),
            FindingWords::tr("%1/s").arg(bytesText(static_cast<std::uint64_t>(read)))}};
    signs.push_back(std::move(sign));
}

// Speaks: three checkpoints in ten minutes that were not due. Over: none for half of that time.
void checkpoints(const FindingScene &scene, Signs &signs)
{
    const auto &limits = scene.limits;
    const auto &history = scene.input.history;
    std::uint64_t forced = 0, timed = 0, lately = 0, wal = 0;
    SinceStart first{-1};
    Duration covered{};
    const auto from = std::max(scene.now() - limits.checkpointWindow, history.begin());
    for (const auto &moment : history.between(from, scene.now())) {
        const auto &counts = moment.postgres;
        forced += counts.checkpointsForced;
        timed += counts.checkpointsTimed;
        wal += counts.walBytes;
        covered += counts.span;
        if (counts.checkpointsForced == 0)
            continue;
        if (first < SinceStart::zero())
            first = moment.from;
        if (moment.to() > scene.now() - limits.checkpointWindow / 2)
            lately += counts.checkpointsForced;
    }
    const bool told = scene.isTold(FindingKind::Checkpoints);
    if (told ? lately == 0 : forced < limits.forcedCheckpoints || forced <= timed)
        return;
    Sign sign;
    sign.name = {FindingKind::Checkpoints, {}};
    const auto *seen = scene.seenBefore(sign.name.kind);
    sign.since = seen ? seen->since : first;
    sign.level = Level::Warning;
    const auto walRate
        = covered > Duration::zero() ? double(wal) * 1e9 / double(covered.count()) : 0;
    sign.past
        = FindingWords::tr("%1 checkpoints in %2 came before they were due, as a rule because WAL "
                           "reached max_wal_size.")
              .arg(countText(forced), spanText(scene.now() - from));
    sign.sentence = begun(sign.past, sign.since, scene.now());
    sign.next
        = FindingWords::tr("Each writes all changed blocks at once; raise max_wal_size, or spread "
                           "the bulk of writing.");
    sign.evidence = {{FindingWords::tr("Forced"), countText(forced)},
        {FindingWords::tr("Due"), countText(timed)},
        {FindingWords::tr("WAL"),
            FindingWords::tr("%1/s").arg(bytesText(static_cast<std::uint64_t>(walRate)))}};
    signs.push_back(std::move(sign));
}

// Speaks: at each deadlock that Postgres resolved; those soon after one another are one finding.
void deadlocks(const FindingScene &scene, Signs &signs)
{
    const auto &look = *scene.input.postgres;
    if (look.counts.deadlocks == 0)
        return;
    Sign sign;
    sign.name = {FindingKind::Deadlocks, {}};
    const auto *seen = scene.seenBefore(sign.name.kind);
    sign.atOnce = sign.momentary = true;
    sign.since = seen ? seen->since : std::max(look.at - look.counts.span, SinceStart::zero());
    sign.level = Level::Warning;
    // The same look can be looked at twice.
    const bool isNew = !seen || seen->lastLook != look.at;
    sign.worst
        = std::max(seen ? seen->worst : 0.0, 0.0) + (isNew ? double(look.counts.deadlocks) : 0.0);
    const auto count = roundedText(sign.worst);
    sign.sentence = sign.worst < 1.5
        ? FindingWords::tr(
            "Two transactions waited for each other; PostgreSQL ended one of them (deadlock).")
        : FindingWords::tr(
            "Transactions waited for each other; PostgreSQL ended %1 of them (deadlocks).")
              .arg(count);
    sign.next = FindingWords::tr(
        "The server's log names the statements; change rows in the same order everywhere.");
    sign.evidence = {{FindingWords::tr("Deadlocks"), count}};
    signs.push_back(std::move(sign));
}

// Speaks: at least 1 MB/s goes to temporary files, and three times what it was. As a notice, if it
// was so when looking began. Spilling comes in bursts: half of the steps are enough.
void tempFiles(const FindingScene &scene, Signs &signs)
{
    const auto &limits = scene.limits;
    const FindingName name{FindingKind::TempFiles, {}};
    const Measure measure = [](const Moment &moment) {
        const auto &counts = moment.postgres;
        return counts.span > Duration::zero() ? counts.perSecond(counts.tempBytes) : -1.0;
    };
    auto course = scene.course(measure);
    const bool known = course.before >= 0;
    if (!known)
        course.before = course.spread = 0;
    // Over is when the recent steps together spill little, not when one of them spills nothing.
    course.newest = course.now;
    const auto shift = scene.shift(
        name, course, Direction::Up,
        [&](double before, double spread) {
            return std::max(
                {limits.tempBytesPerSecond, before * (limits.rises - 1), limits.spreads * spread});
        },
        0.5);
    if (!shift.speaks)
        return;
    const auto *seen = scene.seenBefore(name.kind);
    Sign sign = signOf(name, shift);
    sign.since = seen ? seen->since
                      : scene.sinceWhen(measure, shift.before + shift.threshold / 4, Direction::Up);
    sign.level = known ? Level::Warning : Level::Notice;
    if (seen && seen->told)
        sign.level = seen->finding.level;
    const auto rate = [](double bytes) {
        return FindingWords::tr("%1/s").arg(
            bytesText(static_cast<std::uint64_t>(std::max(0.0, bytes))));
    };
    sign.sentence = begun(
        FindingWords::tr(
            "Sorts and hashes of PostgreSQL do not fit in work_mem: %1 go to temporary files.")
            .arg(rate(shift.now)),
        sign.since, scene.now());
    sign.past = FindingWords::tr(
        "Sorts and hashes of PostgreSQL did not fit in work_mem: up to %1 went to temporary files.")
                    .arg(rate(shift.worst));
    sign.next = FindingWords::tr(
        "See under Queries which statements sort much; an index or more work_mem "
        "for their role helps.");
    sign.evidence = {beforeFigure(rate(shift.before)), nowFigure(rate(shift.now))};
    signs.push_back(std::move(sign));
}

void replicas(const FindingScene &scene, Signs &signs)
{
    const auto &look = *scene.input.postgres;
    for (const auto &lag : look.state.replicas)
        if (auto sign = lagSign(scene, postgresName(), lag, look.at))
            signs.push_back(std::move(*sign));
    if (!look.state.inRecovery)
        return;
    const ReplicaLag own{look.state.address, "standby", 0, look.state.replayLag};
    if (auto sign = lagSign(scene, postgresName(), own, look.at))
        signs.push_back(std::move(*sign));
}
} // namespace

void postgresFindings(const FindingScene &scene, Signs &signs)
{
    if (!scene.input.postgres)
        return;
    postgresAway(scene, signs);
    if (!scene.hasPostgres())
        return;
    bufferHitFell(scene, signs);
    checkpoints(scene, signs);
    deadlocks(scene, signs);
    tempFiles(scene, signs);
    replicas(scene, signs);
}

} // namespace tierlens
