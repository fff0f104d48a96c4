// SPDX-License-Identifier: GPL-3.0-or-later
#include "tour/tourplayer.h"

#include "session/session.h"
#include "session/trafficnames.h"

#include <algorithm>
#include <type_traits>

namespace tierlens {

namespace {
// Does nothing itself, but points at what an action has cost, or claims something of it.
bool looksBackAtAction(const TourStep &step)
{
    return step.orders.empty()
        && (step.pointAt == QLatin1String("impact")
            || std::any_of(step.claims.begin(), step.claims.end(), [](const auto &claim) {
                   const auto *measure = TourMeasures::find(claim.that.measure);
                   return measure && measure->over == TourMeasure::Over::Impact;
               }));
}
} // namespace

TourPlayer::TourPlayer(Session &session, Tour tour, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_tour(std::move(tour))
{
    m_record.name = m_tour.id;
    m_scene.tourTitle = m_tour.title.here();
    m_scene.count = static_cast<int>(m_tour.steps.size());
    connect(&m_session, &Session::ticked, this, &TourPlayer::look);
}

TourPlayer::~TourPlayer() = default;

void TourPlayer::start()
{
    if (m_phase != Phase::Idle || m_tour.steps.empty())
        return;
    m_before = m_session.traffic();
    use(m_tour.set, {});
    enter(0);
}

void TourPlayer::use(
    const std::vector<std::pair<QString, QString>> &settings, TrafficSettings traffic)
{
    for (const auto &[name, value] : settings) {
        if (const auto set = setTrafficField(traffic, name, value); !set)
            fail(QString::fromStdString(set.error().text));
    }
    m_set = traffic;
    m_session.setTraffic(traffic);
}

// What somebody changed by hand since stays as it is.
void TourPlayer::restoreSettings()
{
    auto traffic = m_session.traffic();
    for (const auto &field : trafficFields()) {
        const auto name = QLatin1String(field.name);
        if (trafficFieldText(traffic, name) != trafficFieldText(m_set, name))
            continue;
        if (const auto set = setTrafficField(traffic, name, trafficFieldText(m_before, name)); !set)
            continue; // it was like that before, so it is possible
    }
    m_session.setTraffic(traffic);
}

void TourPlayer::enter(int step)
{
    m_step = m_shown = step;
    m_baseline = TourMeasures::baseline(m_session);
    if (!m_scenes.empty())
        ours().impactsUpTo = m_baseline.impact;
    m_since = m_session.now();
    m_ordersUnderWay = 0;
    const auto &now = this->step();
    m_record.steps.emplace_back();
    m_claims.assign(now.claims.size(), std::nullopt);
    Scene scene;
    scene.tourTitle = m_tour.title.here();
    scene.pointAt = now.pointAt;
    scene.impactsAfter = m_baseline.impact;
    if (looksBackAtAction(now) && m_baseline.impact > 0)
        --scene.impactsAfter;
    scene.step = step;
    scene.count = static_cast<int>(m_tour.steps.size());
    scene.hasPrevious = step > 0;
    scene.hasNext = step + 1 < scene.count || now.ask;
    m_scenes.push_back(std::move(scene));
    fill();
    m_record.steps.back().title = ours().title;
    if (now.ask) {
        Scene::Question question;
        question.text = filled(now.ask->text);
        question.right = now.ask->right;
        for (const auto &choice : now.ask->choices)
            question.choices.append(filled(choice));
        ours().question = question;
        m_record.steps.back().question = question.text;
        m_phase = Phase::Asking;
        changed();
    } else {
        act();
    }
}

QString TourPlayer::filled(const TourText &text) const
{
    auto words = TourMeasures::filled(text.here(), m_session, m_baseline);
    return words.replace(QLatin1String("{answered}"), m_answered);
}

void TourPlayer::fill()
{
    auto &scene = ours();
    scene.title = filled(step().title);
    scene.caption = filled(step().say);
    scene.notes = filled(step().notes);
}

void TourPlayer::choose(int choice)
{
    if (m_phase != Phase::Asking || m_shown != m_step)
        return;
    auto &question = *ours().question;
    question.open = false;
    question.chosen = choice >= 0 && choice < question.choices.size() ? choice : -1;
    if (question.chosen >= 0)
        m_record.steps.back().answer = question.choices.at(question.chosen);
    act();
}

void TourPlayer::act()
{
    m_phase = Phase::Acting;
    const auto asked = m_baseline;
    m_baseline = TourMeasures::baseline(m_session); // an audience takes its time
    if (step().ask)
        m_baseline.impact = asked.impact;
    m_since = m_session.now();
    if (!step().set.empty())
        use(step().set, m_session.traffic());
    for (const auto &order : step().orders)
        give(order);
    changed();
    lookAtOrders();
}

template <typename T> void TourPlayer::follow(QFuture<Result<T>> future, bool waitForIt)
{
    m_ordersUnderWay += waitForIt ? 1 : 0;
    future.then(this, [this, waitForIt, step = m_step](const Result<T> &result) {
        if (step != m_step || m_phase == Phase::Left)
            return; // the tour has gone on
        m_ordersUnderWay -= waitForIt ? 1 : 0;
        if (!result) {
            m_baseline.expectsImpact = false;
            fail(QString::fromStdString(result.error().text));
        } else if constexpr (std::is_same_v<T, QString>) {
            m_answered = *result;
        }
    });
}

void TourPlayer::give(const TourOrder &order)
{
    using Verb = TourOrder::Verb;
    const bool isTraffic = order.verb == Verb::Pause || order.verb == Verb::Resume;
    if (!isTraffic && order.verb != Verb::Perform)
        m_baseline.expectsImpact = true;
    switch (order.verb) {
    case Verb::Restart:
        return follow(m_session.restart(order.tier));
    case Verb::Crash:
        return follow(m_session.crash(order.tier));
    case Verb::Freeze: // what a silent server does to the app is to be seen while it is silent
        return follow(m_session.freeze(order.tier, order.span), false);
    case Verb::Invalidate:
        return follow(m_session.invalidate(order.what));
    case Verb::Write:
        return follow(m_session.write());
    case Verb::Perform:
        return follow(m_session.perform(order.what));
    case Verb::Expire:
        return follow(m_session.expireNow(order.what));
    case Verb::Pause:
    case Verb::Resume:
        break;
    }
    use({{QStringLiteral("running"),
            order.verb == Verb::Pause ? QStringLiteral("off") : QStringLiteral("on")}},
        m_session.traffic());
}

void TourPlayer::next()
{
    if (m_phase == Phase::Idle || m_phase == Phase::Left)
        return;
    if (m_shown < m_step)
        return show(m_shown + 1);
    if (m_phase == Phase::Asking)
        return choose(-1);
    if (m_phase != Phase::Resting)
        skip();
    if (m_step + 1 < ours().count)
        enter(m_step + 1);
    else
        leave();
}

// Whoever presents does not wait any longer: then nothing was seen to hold.
void TourPlayer::skip()
{
    if (m_phase != Phase::Claiming) {
        for (const auto &condition : step().until)
            m_record.steps.back().conditions.push_back(
                {condition.text, tr("not waited for"), false});
    }
    rest();
}

void TourPlayer::previous()
{
    if (m_phase != Phase::Idle && m_phase != Phase::Left && m_shown > 0)
        show(m_shown - 1);
}

void TourPlayer::show(int step)
{
    m_shown = step;
    m_scene = m_scenes[static_cast<std::size_t>(step)];
    if (step < m_step) {
        m_scene.hasNext = true;
        // Later steps' actions are none of its own, but what is done from now on is.
        const auto *latest = m_session.store().impacts().latest();
        if (latest && latest->id > m_scene.impactsUpTo)
            m_scene.impactsAfter = latest->id;
        m_scene.impactsUpTo = Scene().impactsUpTo;
    }
    Q_EMIT sceneChanged();
}

void TourPlayer::changed()
{
    if (m_shown == m_step)
        show(m_step);
}

void TourPlayer::leave()
{
    if (m_phase == Phase::Idle || m_phase == Phase::Left)
        return;
    m_record.complete = m_phase == Phase::Resting && m_step + 1 == m_scene.count;
    m_phase = Phase::Left;
    restoreSettings();
    Q_EMIT finished(m_record.held());
}

} // namespace tierlens
