// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/trafficsettings.h"
#include "tour/tour.h"
#include "tour/tourmeasures.h"
#include "tour/tourrecord.h"

#include <QFuture>
#include <QObject>
#include <QString>
#include <QStringList>

#include <limits>
#include <optional>
#include <vector>

namespace tierlens {

class Session;

// What whoever shows a tour has to show now. Texts are in the application's language, with measured
// values filled in as they were at that moment.
struct Scene
{
    struct Question
    {
        QString text;
        QStringList choices;
        int chosen = -1, right = -1; // chosen -1: nobody has answered (yet)
        bool open = true; // bets are taken
        bool revealed = false;
        QString reveal;
    };
    QString tourTitle, title, caption, notes;
    QString pointAt; // one of tourPlaces(); empty: nothing
    int step = 0, count = 0; // step counts from 0
    bool hasNext = false, hasPrevious = false;
    std::optional<Question> question;
    QString waitingFor; // "waiting for: hit rate above 90 % (now 41.2 %)"; empty: nothing
    double waitShare = 0; // 0 … 1 of the time limit
    // The actions this step is about: those after the first up to the last, by Impact::id. A step
    // that does nothing but claims something of an action is about the last one before it.
    std::uint64_t impactsAfter = 0, impactsUpTo = std::numeric_limits<std::uint64_t>::max();
    bool failed = false; // a condition did not come true, an order failed
    QString failure; // one sentence
};

// Plays a tour on a session: shows, gives orders, waits for measured conditions, looks at claims.
// next() goes on even while something is waited for, and reveals an open question without an
// answer. previous() shows what the earlier step said and undoes nothing; next() leads back to
// where the tour is. GUI thread; never blocks.
class TourPlayer : public QObject
{
    Q_OBJECT
public:
    TourPlayer(Session &session, Tour tour, QObject *parent = nullptr);
    ~TourPlayer() override;

    const Scene &scene() const { return m_scene; }
    const Tour &tour() const { return m_tour; }
    const TourRecord &record() const { return m_record; }
    bool isAsking() const { return m_phase == Phase::Asking; }
    bool isResting() const { return m_phase == Phase::Resting; } // all done: waits for next()

    void start(); // from the default settings and the tour's own
    void next(); // after the last step: leaves
    void previous();
    void choose(int choice); // answers the open question
    void leave(); // restores the settings it changed

Q_SIGNALS:
    void sceneChanged();
    void finished(bool allClaimsHeld);

private:
    enum class Phase { Idle, Asking, Acting, Waiting, Claiming, Resting, Left };
    void enter(int step);
    void act();
    void give(const TourOrder &order);
    template <typename T> void follow(QFuture<Result<T>> future, bool waitForIt = true);
    void look(); // each tick
    void lookAtOrders();
    void lookAtWait();
    void lookAtClaims();
    void skip();
    void rest();
    void fail(const QString &why);
    void use(const std::vector<std::pair<QString, QString>> &settings, TrafficSettings traffic);
    void restoreSettings();
    void fill(); // the texts of the step, with what is measured now
    QString filled(const TourText &text) const;
    TourRecord::Claim told(const TourCondition &condition, bool held) const;
    void show(int step);
    void changed(); // tells of the step the tour is at, if that is what is shown
    const TourStep &step() const { return m_tour.steps[static_cast<std::size_t>(m_step)]; }
    Scene &ours() { return m_scenes.back(); }

    Session &m_session;
    Tour m_tour;
    TourRecord m_record;
    Scene m_scene;
    std::vector<Scene> m_scenes; // of the steps so far
    TrafficSettings m_before, m_set; // the user's settings; the tour's
    TourBaseline m_baseline;
    Phase m_phase = Phase::Idle;
    int m_step = -1, m_shown = -1;
    int m_ordersUnderWay = 0;
    int m_ticks = 0;
    QString m_answered; // what the last write or order said
    SinceStart m_since{}; // of this phase
    std::vector<std::optional<TourRecord::Claim>> m_claims; // of this step, as far as decided
};

} // namespace tierlens
