// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/trafficsettings.h"
#include "store/servers.h"

#include <QFrame>

#include <vector>

class QHBoxLayout;
class QLabel;

namespace tierlens {

class ConnectionPill;
class LogSlider;
class Pill;

enum class ThemeChoice { System, Dark, Light };

// Where we are connected, what feeds the picture, how much traffic there is, and the ways to
// everything else. Shortens its texts, and then leaves some out, as the window gets narrower.
class TopBar : public QFrame
{
    Q_OBJECT
public:
    explicit TopBar(QWidget *parent = nullptr);

    void setConnection(const QString &title);
    void setServers(const Servers &servers); // each tick; repaints only what changed
    void setTraffic(const TrafficSettings &traffic); // tells nobody
    void setMeasuredRate(double perSecond); // < 0: not known
    void setPresentBlocked(const QString &reason); // empty: possible
    void setThemeChoice(ThemeChoice choice);
    QWidget *connectionAnchor() const; // a menu opens below it

    // "400/s"; "400/s · now 312/s" if more than a tenth off; "max · 21 340/s"
    static QString rateLabel(const TrafficSettings &traffic, double measured);
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void connectionMenuRequested();
    void trafficChanged(const tierlens::TrafficSettings &traffic);
    void searchRequested();
    void presentRequested();
    void watchRequested();
    void themeChosen(tierlens::ThemeChoice choice);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void buildModes(QHBoxLayout *row);
    QWidget *buildTraffic();
    void buildClientsMenu();
    void buildThemeMenu();
    void showTraffic();
    void showRate(const TrafficSettings &traffic);
    void applyLevel(int level);
    void fit();

    TrafficSettings m_traffic;
    double m_measured = -1;
    QLabel *m_wordmark;
    ConnectionPill *m_connection;
    std::vector<Pill *> m_modes;
    Pill *m_pause, *m_clients, *m_search, *m_present, *m_theme;
    QWidget *m_ground;
    QLabel *m_trafficTitle, *m_rateText;
    LogSlider *m_rate;
    int m_level = -1;
    bool m_fitting = false;
};

} // namespace tierlens
