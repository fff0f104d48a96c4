// SPDX-License-Identifier: GPL-3.0-or-later
// What a tour does with each tick: orders under way, waiting, claims.
#include "core/durationtext.h"
#include "session/session.h"
#include "tour/tourplayer.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
// An order that was carried out and whose effect is not told of within this time has none.
constexpr Duration EffectAfter = 3s;
constexpr int TicksPerChange = 8; // four times a second: figures that change faster are not read
} // namespace

void TourPlayer::look()
{
    switch (m_phase) {
    case Phase::Acting:
        return lookAtOrders();
    case Phase::Waiting:
        return lookAtWait();
    case Phase::Claiming:
        return lookAtClaims();
    case Phase::Idle:
    case Phase::Asking:
    case Phase::Resting:
    case Phase::Left:
        return;
    }
}

void TourPlayer::lookAtOrders()
{
    if (m_ordersUnderWay > 0) {
        m_baseline.effectBy = m_session.now() + EffectAfter;
        return;
    }
    // The event of an order may come a tick after its answer.
    if (m_baseline.expectsImpact) {
        const auto *latest = m_session.store().impacts().latest();
        const bool seen = latest && latest->id > m_baseline.impact;
        if (!seen && m_session.now() < m_baseline.effectBy)
            return;
    }
    m_since = m_session.now();
    m_phase = Phase::Waiting;
    lookAtWait();
}

TourRecord::Claim TourPlayer::told(const TourCondition &condition, bool held) const
{
    const auto *measure = TourMeasures::find(condition.measure);
    auto measured
        = TourMeasures::text(*measure, TourMeasures::value(*measure, m_session, m_baseline));
    if (condition.than == QLatin1String("before")) {
        const auto before = m_baseline.values.find(condition.measure);
        measured += tr(", before %1")
                        .arg(TourMeasures::text(*measure,
                            before == m_baseline.values.end() ? std::optional<double>()
                                                              : before->second));
    } else if (const auto *other = TourMeasures::find(condition.than)) {
        measured += tr(", %1 %2").arg(TourMeasures::label(*other),
            TourMeasures::text(*other, TourMeasures::value(*other, m_session, m_baseline)));
    }
    return {condition.text, measured, held};
}

void TourPlayer::lookAtWait()
{
    const auto &now = step();
    const auto waited = m_session.now() - m_since;
    QStringList open, unmet; // still to be judged; of these what is not so yet
    for (const auto &condition : now.until) {
        if (TourMeasures::holds(condition, m_session, m_baseline) == true)
            continue;
        const auto *measure = TourMeasures::find(condition.measure);
        const auto text = TourMeasures::text(condition);
        open.append(measure->kind == TourMeasure::Kind::State
                ? text
                : tr("%1 (now %2)").arg(text, told(condition, false).measured));
        if (!TourMeasures::isMet(condition, m_session, m_baseline))
            unmet.append(open.constLast());
    }
    auto &record = m_record.steps.back();
    record.waited = waited;
    const bool late = waited > now.limit;
    if (open.isEmpty() || late) {
        record.conditions.clear();
        for (const auto &condition : now.until)
            record.conditions.push_back(
                told(condition, TourMeasures::holds(condition, m_session, m_baseline) == true));
        ours().waitingFor.clear();
        m_phase = Phase::Claiming;
        m_since = m_session.now();
        if (!open.isEmpty())
            fail(tr("Waited %1 for: %2.")
                     .arg(durationText(now.limit), open.join(QStringLiteral(", "))));
        return lookAtClaims();
    }
    // What is so already, but not for long enough to be judged, is no news to anybody.
    const auto text = unmet.isEmpty()
        ? tr("a moment longer, to be sure")
        : tr("waiting for: %1").arg(unmet.join(QStringLiteral(" · ")));
    if (m_ticks++ % TicksPerChange == 0 || ours().waitingFor.isEmpty()) {
        ours().waitingFor = text;
        ours().waitShare
            = std::clamp(double(waited.count()) / double(Duration(now.limit).count()), 0.0, 1.0);
        changed();
    }
}

void TourPlayer::lookAtClaims()
{
    const auto &claims = step().claims;
    const auto now = m_session.now();
    bool open = false;
    for (std::size_t i = 0; i < claims.size(); ++i) {
        if (m_claims[i])
            continue;
        const auto &claim = claims[i];
        const auto holds = TourMeasures::holds(claim.that, m_session, m_baseline);
        const auto *measure = TourMeasures::find(claim.that.measure);
        // A figure over a window cannot be judged before that has passed.
        const bool tooEarly = measure->over == TourMeasure::Over::Window
            && now - m_baseline.at < measure->window + 1100ms;
        if (holds != true && (tooEarly || now - m_since < claim.within)) {
            open = true;
            continue;
        }
        m_claims[i] = told(claim.that, holds == true);
        if (!m_claims[i]->held)
            fail(tr("This does not hold: %1 (measured: %2).")
                     .arg(TourMeasures::text(claim.that), m_claims[i]->measured));
    }
    if (!open)
        rest();
}

void TourPlayer::fail(const QString &why)
{
    if (m_scenes.empty())
        return;
    auto &record = m_record.steps.back();
    record.failure += (record.failure.isEmpty() ? QString() : QStringLiteral(" ")) + why;
    ours().failed = true;
    ours().failure = record.failure;
    changed();
}

void TourPlayer::rest()
{
    // Whoever went on before the claims were looked at has not seen them hold.
    for (std::size_t i = 0; i < m_claims.size(); ++i)
        m_record.steps.back().claims.push_back(m_claims[i].value_or(
            TourRecord::Claim{step().claims[i].that.text, tr("not looked at"), false}));
    m_claims.clear();
    m_phase = Phase::Resting;
    auto &scene = ours();
    scene.waitingFor.clear();
    fill();
    if (scene.question) {
        scene.question->open = false;
        scene.question->revealed = true;
        scene.question->reveal = filled(step().ask->reveal);
    }
    scene.hasNext = m_step + 1 < scene.count;
    changed();
}

} // namespace tierlens
