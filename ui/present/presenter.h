// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "present/namecover.h"
#include "present/presentfigures.h"
#include "present/presentscene.h"

#include <QTimer>
#include <QWidget>

#include <memory>

namespace tierlens {

class CaptionBar;
class FlowView;
class ImpactCard;
class KeepAwake;
class LaserDot;
class PresentHeader;
class PresentLegend;
class Session;
class SpeakerNotes;
class StageHint;
class StageKeys;
class TourPlayer;
struct Tour;
struct FlowContext;
struct Impact;

// The picture for an audience: one page, large, that is led by keys of a clicker. Shows no name of
// a host or user. The session goes on behind it whatever is shown. GUI thread.
class Presenter : public QWidget
{
    Q_OBJECT
public:
    Presenter(Session &session, QWidget *parent);
    ~Presenter() override;

    void enter(bool beforePeople); // false: only a picture of it is wanted
    void leave(); // emits left()
    void tick(); // the store has changed or time has passed
    void refresh(); // figures and words now, unless the picture is frozen
    void setScene(const std::optional<PresentScene> &scene); // of a tour
    // Leads a tour: next and previous, bets, and what it says instead of captions of our own.
    void play(Tour tour);
    void endTour(); // its settings are put back
    const TourPlayer *player() const { return m_player.get(); }
    void tell(const QString &text, bool bad); // for some seconds instead of the caption

    bool isPresenting() const { return m_presenting; }
    bool isFrozen() const { return m_frozen; }
    bool isBlank() const;
    bool hasLaser() const { return m_laserOn; }
    FlowView &flow() { return *m_flow; }
    QString caption() const;
    const NameCover &cover() const { return m_cover; }
    SpeakerNotes *notes() const { return m_notes.get(); }
    void setReducedMotion(bool reduced);
    static QList<std::pair<QString, QString>> keys(); // key, what it does

Q_SIGNALS:
    void left();
    void nextRequested();
    void previousRequested();
    void choiceMade(int choice);

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    bool takes(const QKeyEvent &event) const;
    bool obey(const QKeyEvent &event);
    void escape();
    void place();
    void showWords();
    const Impact *impactNow() const; // the one to tell of, if any
    void showCard();
    void toggleZoom();
    void toggleBlank();
    void toggleKeys();
    void toggleFrozen();
    void toggleLaser();
    void toggleNotes();
    void closeNotes();
    void mouseMoved(QPoint place);

    Session &m_session;
    const NameCover m_cover;
    FlowView *m_flow;
    PresentHeader *m_header;
    PresentLegend *m_legend;
    ImpactCard *m_card;
    CaptionBar *m_caption;
    QuestionCard *m_question;
    StageHint *m_hint;
    StageKeys *m_keys;
    QWidget *m_blank;
    LaserDot *m_laser;
    std::unique_ptr<SpeakerNotes> m_notes;
    std::unique_ptr<KeepAwake> m_awake;
    std::unique_ptr<TourPlayer> m_player;
    std::optional<PresentScene> m_scene;
    QString m_told, m_captionText, m_moment; // m_moment: what the caption is about
    bool m_toldBad = false;
    QTimer m_tellFor, m_rest;
    SinceStart m_captionAt{};
    PresentNow m_now; // what picture and caption say of just now
    int m_ticks = 0;
    bool m_presenting = false, m_frozen = false, m_laserOn = false;
};

} // namespace tierlens
