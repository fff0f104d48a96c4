// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/report.h"
#include "session/settings.h"

#include <QMainWindow>
#include <QStackedWidget>

#include <functional>
#include <memory>

namespace tierlens {

class BottomPanel;
class CommandPalette;
class Commands;
class CompareWindow;
class ControlsPanel;
class FlowView;
class ImpactCard;
class KeysPanel;
class MessageBar;
class NameCover;
class Orders;
class Presenter;
class Session;
class StartPage;
class TopBar;
struct Tour;

// Builds the panels over one session, and hands on its ticks. Nothing else.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    MainWindow(Session &session, const Settings &settings);
    ~MainWindow() override;

    Settings settings() const; // as they are now, to be saved
    WindowFigures figures() const;
    // Presenter mode, as soon as there is something to show. `beforePeople`: full screen.
    void present(bool beforePeople);
    void playTour(Tour tour, bool beforePeople); // in presenter mode
    void endTour(); // settings are as before it; nothing happens if there is none
    Presenter *presenter() { return m_presenter; } // null until there was a first time
    bool isPresenting() const;
    // Pipes light up instead of dots that move; the user has `chosen` it, or the system asks for
    // it.
    void setReducedMotion(bool reduced, bool chosen = false);

Q_SIGNALS:
    void otherServersRequested(); // leave this session for another
    void watchRequested(); // the same servers, looked at from outside
    void retryRequested(); // the same servers once more
    void resetRequested(); // the sandbox from scratch
    void languageRequested(const QString &code);
    void scenarioRequested(const QString &id); // another world on the same servers
    void tourRequested(const QString &id); // in its own world, which may be another

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void goLive(); // the first request has been answered
    QWidget *buildContent();
    void buildCommands();
    void connectPanels();
    void connectOrders();
    void buildPresenter();
    void chooseTour();
    void buildTourCommands();
    void buildPictureCommands();
    void offerPictures(QWidget &widget); // in its context menu
    void tellPicture(const Result<QString> &written);
    void tick();
    void applyTheme(const QString &name);
    void nextTheme();
    void openCompare();
    void placeOverlays();
    void showImpact();
    void refreshPanels();
    void updateTitle();
    void tellVisibility();

    Session &m_session;
    Settings m_settings;
    QStackedWidget *m_pages;
    StartPage *m_start;
    TopBar *m_top = nullptr;
    ControlsPanel *m_controls = nullptr;
    FlowView *m_flow = nullptr;
    BottomPanel *m_bottom = nullptr;
    KeysPanel *m_keys = nullptr;
    ImpactCard *m_impact = nullptr;
    MessageBar *m_messages = nullptr;
    CommandPalette *m_palette = nullptr;
    Commands *m_commands = nullptr;
    Orders *m_orders = nullptr;
    CompareWindow *m_compare = nullptr; // made when it is first asked for
    Presenter *m_presenter = nullptr;
    std::function<void()> m_whenReady; // what to present
    Qt::WindowStates m_stateBefore;
    QList<QAction *> m_pictures; // the commands that make one
    std::uint64_t m_dismissedImpact = 0;
    int m_ticks = 0;
    bool m_ready = false;
    bool m_boardSeen = false;
};

} // namespace tierlens
