// SPDX-License-Identifier: GPL-3.0-or-later
// Presenter mode led by a tour.
#include "present/presenter.h"
#include "tour/tourplayer.h"

namespace tierlens {

namespace {
PresentScene shown(const Scene &scene)
{
    PresentScene shown;
    shown.tourTitle = scene.tourTitle;
    shown.title = scene.title;
    shown.caption = scene.caption;
    shown.notes = scene.notes;
    shown.pointAt = scene.pointAt;
    shown.step = scene.step + 1;
    shown.count = scene.count;
    shown.hasNext = scene.hasNext;
    shown.hasPrevious = scene.hasPrevious;
    // From the bet to the reveal the picture shows what is bet on.
    const auto &asked = scene.question;
    if (asked && (asked->open || asked->revealed))
        shown.question = {asked->text, asked->choices, asked->chosen, asked->right, asked->revealed,
            asked->revealed ? asked->reveal : QString()};
    shown.waitingFor = scene.waitingFor;
    shown.waitShare = scene.waitingFor.isEmpty() ? -1 : scene.waitShare;
    shown.impactsAfter = scene.impactsAfter;
    shown.impactsUpTo = scene.impactsUpTo;
    if (scene.failed)
        shown.failure = scene.failure;
    return shown;
}
} // namespace

void Presenter::play(Tour tour)
{
    endTour();
    m_player = std::make_unique<TourPlayer>(m_session, std::move(tour));
    auto *player = m_player.get();
    connect(player, &TourPlayer::sceneChanged, this,
        [this, player] { setScene(shown(player->scene())); });
    connect(player, &TourPlayer::finished, this, [this](bool held) {
        // Not from inside the player's own signal.
        QMetaObject::invokeMethod(
            this,
            [this, held] {
                if (!m_player)
                    return;
                endTour();
                tell(held
                        ? tr("That was the tour. Esc leaves; the keys W, R, P and C go on working.")
                        : tr("That was the tour. Not everything it said could be measured this "
                             "time."),
                    false);
            },
            Qt::QueuedConnection);
    });
    connect(this, &Presenter::nextRequested, player, &TourPlayer::next);
    connect(this, &Presenter::previousRequested, player, &TourPlayer::previous);
    connect(this, &Presenter::choiceMade, player, &TourPlayer::choose);
    player->start();
}

void Presenter::endTour()
{
    if (!m_player)
        return;
    const auto player = std::move(m_player);
    player->disconnect(this);
    player->leave(); // the settings it changed are put back
    setScene(std::nullopt);
}

} // namespace tierlens
