// SPDX-License-Identifier: GPL-3.0-or-later
#include "tour/tourrun.h"

#include "core/durationtext.h"
#include "core/printline.h"
#include "session/session.h"

namespace tierlens {

namespace {
const QString &indent()
{
    static const QString spaces(8, QLatin1Char(' '));
    return spaces;
}

// The same mark at the same place in every line, so that what failed is found by eye and by grep.
QString marked(const TourRecord::Claim &claim, const QString &what)
{
    return indent()
        + QStringLiteral("%1  %2 %3: %4")
              .arg(claim.held ? QStringLiteral("ok    ") : QStringLiteral("FAILED"), what,
                  claim.text, claim.measured);
}
} // namespace

TourRun::TourRun(Session &session, Tour tour, QObject *parent)
    : QObject(parent)
    , m_player(session, std::move(tour))
{
    connect(&session, &Session::ready, this, &TourRun::begin);
    connect(&session, &Session::ticked, this, &TourRun::goOn);
    connect(&m_player, &TourPlayer::finished, this, [this](bool held) {
        printEnd(held);
        Q_EMIT finished(held);
    });
}

void TourRun::begin()
{
    const auto &tour = m_player.tour();
    printLine(QStringLiteral("Tour %1: %2, %3 steps, world %4")
                  .arg(tour.id, tour.title.here())
                  .arg(tour.steps.size())
                  .arg(tour.scenario));
    m_player.start();
}

void TourRun::goOn()
{
    const auto &scene = m_player.scene();
    const auto &record = m_player.record();
    if (record.steps.empty())
        return;
    if (m_printed != scene.step) {
        m_printed = scene.step;
        const auto number = QStringLiteral("%1/%2").arg(scene.step + 1).arg(scene.count);
        printLine(number.rightJustified(6) + QStringLiteral("  ")
            + (scene.title.isEmpty() ? scene.caption : scene.title));
    }
    if (m_player.isAsking() && scene.question) {
        printLine(indent() + QStringLiteral("asked   ") + scene.question->text);
        m_player.choose(scene.question->right);
    } else if (m_player.isResting()) {
        printStep();
        m_player.next();
    }
}

void TourRun::printStep()
{
    const auto &scene = m_player.scene();
    const auto &step = m_player.record().steps.back();
    printLine(indent() + QStringLiteral("says    ") + scene.caption);
    for (const auto &condition : step.conditions)
        printLine(
            marked(condition, QStringLiteral("waited %1 for").arg(durationText(step.waited))));
    for (const auto &claim : step.claims)
        printLine(marked(claim, QStringLiteral("claim")));
    if (scene.question)
        printLine(
            indent() + QStringLiteral("reveals %1 → %2").arg(step.answer, scene.question->reveal));
    if (!step.failure.isEmpty())
        printLine(indent() + QStringLiteral("FAILED  ") + step.failure);
}

void TourRun::printEnd(bool held)
{
    std::size_t all = 0, good = 0;
    for (const auto &step : record().steps) {
        for (const auto *claims : {&step.conditions, &step.claims}) {
            for (const auto &claim : *claims) {
                ++all;
                good += claim.held ? 1 : 0;
            }
        }
    }
    printLine(held
            ? QStringLiteral("All %1 conditions and claims held.").arg(all)
            : QStringLiteral("Not held: %1 of %2 conditions and claims.").arg(all - good).arg(all));
}

QString TourRun::listed()
{
    QString text;
    for (const auto &tour : shippedTours())
        text += QStringLiteral("%1%2  (%3)\n")
                    .arg(tour.id.leftJustified(20), tour.title, tour.scenario);
    return text;
}

} // namespace tierlens
