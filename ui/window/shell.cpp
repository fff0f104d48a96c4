// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/shell.h"

#include "audit/auditrun.h"
#include "commandline/run.h"
#include "connect/welcomepage.h"
#include "connections/connectionlist.h"
#include "connections/secrets.h"
#include "core/whendone.h"
#include "diagnostics/lifelog.h"
#include "localservers/localplaces.h"
#include "parts/insidescreen.h"
#include "session/report.h"
#include "session/session.h"
#include "theme/lessmotion.h"
#include "theme/systemtheme.h"
#include "tour/tourrun.h"
#include "window/language.h"
#include "window/mainwindow.h"
#include "window/menukey.h"

#include <QApplication>
#include <QEvent>
#include <QLoggingCategory>
#include <QPixmap>
#include <QTimer>

#include <cstdio>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
// QT_LOGGING_RULES="tierlens.start.debug=true" says when the first frame is on the screen.
Q_LOGGING_CATEGORY(startLog, "tierlens.start", QtWarningMsg)

class FirstFrame : public QObject
{
public:
    using QObject::QObject;
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            parent()->removeEventFilter(this);
            // The frame reaches the screen when its paint events have returned.
            QTimer::singleShot(0, parent(), [] { qCDebug(startLog, "first frame"); });
        }
        return false;
    }
};

void tellFirstFrame(QWidget *window)
{
    if (window && startLog().isDebugEnabled())
        window->installEventFilter(new FirstFrame(window));
}
} // namespace

int Shell::complain(const Error &error)
{
    qCWarning(lifeLog).noquote() << error.text.c_str() << error.detail.c_str();
    std::fprintf(stderr, "tierlens: %s\n", error.text.c_str());
    if (!error.detail.empty())
        std::fprintf(stderr, "  %s\n", error.detail.c_str());
    return exitCodeFor(error);
}

Shell::Shell(CommandLine line, bool withWindow, std::optional<Tour> tour)
    : m_line(std::move(line))
    , m_withWindow(withWindow)
    , m_tour(std::move(tour))
    , m_settingsFile(Settings::file(m_line.configFolder))
{
    // An unattended run is what its command line says, not what somebody last clicked.
    Settings::Loaded loaded;
    if (!isUnattended()) {
        loaded = Settings::load(m_settingsFile);
        m_settings = loaded.settings;
        m_maySaveSettings = loaded.maySave();
    }
    if (!m_line.theme.isEmpty())
        m_settings.theme = m_line.theme;
    if (!m_line.language.isEmpty())
        m_settings.language = m_line.language;
    else if (isUnattended()) // reports and pictures are the same everywhere
        m_settings.language = QStringLiteral("en");
    speak(m_settings.language);
    m_settingsTold = loaded.told();
    if (m_withWindow)
        qApp->installEventFilter(new MenuKey(this));
    if (m_withWindow && !isUnattended())
        qApp->installEventFilter(new InsideScreen(this));
    if (!isUnattended() && !m_line.trafficGiven)
        m_line.session.traffic = m_settings.traffic;
    m_line.session.traffic.running = true;
    if (m_tour)
        m_line.session.scenario = m_tour->scenario;
}

Shell::~Shell() { closeSession(); }

void Shell::askForMotion()
{
    // An unattended run makes the same pictures everywhere.
    if (!m_withWindow || isUnattended() || m_settings.motionChosen)
        return;
    whenDone(systemAsksForLessMotion(), this, [this](bool less) {
        if (!(m_window ? m_window->settings() : m_settings).motionChosen)
            setReducedMotion(less, false);
    });
}

void Shell::setReducedMotion(bool reduced, bool chosen)
{
    m_settings.reducedMotion = reduced;
    m_settings.motionChosen = m_settings.motionChosen || chosen;
    if (m_window)
        m_window->setReducedMotion(reduced, chosen);
    if (m_watch)
        m_watch->setReducedMotion(reduced);
}

void Shell::start()
{
    askForMotion();
    if (m_line.watch.wanted)
        startWatch();
    else if (m_line.connectionGiven || isUnattended() || m_tour)
        open(m_line.session);
    else
        welcome();
}

void Shell::welcome()
{
    themeCalled(m_settings.theme).applyTo(*qApp);
    m_welcome = std::make_unique<WelcomePage>(ConnectionList::file(m_line.configFolder), secrets());
    m_welcome->setWindowTitle(QStringLiteral("Tierlens"));
    m_welcome->resize(1100, 680);
    if (!isUnattended())
        keepInsideScreen(m_welcome.get());
    connect(m_welcome.get(), &WelcomePage::chosen, this, [this](const SessionOptions &chosen) {
        auto options = chosen;
        options.traffic = m_settings.traffic;
        options.traffic.running = true;
        // The page is in the middle of a click: leave it time to return from there.
        QTimer::singleShot(0, this, [this, options] {
            open(options);
            m_welcome.reset();
        });
    });
    connect(m_welcome.get(), &WelcomePage::watchRequested, this,
        [this](const Connection &connection, const QString &redis, const QString &postgres) {
            WatchDesk::Order order{connection, redis, postgres, 0.01, {}, false,
                ConnectionList::file(m_line.configFolder)};
            QTimer::singleShot(0, this, [this, order] { watch(order); });
        });
    connect(m_welcome.get(), &WelcomePage::tourChosen, this, [this](const QString &id) {
        QTimer::singleShot(0, this, [this, id] {
            takeTour(id);
            m_welcome.reset();
        });
    });
    connect(m_welcome.get(), &WelcomePage::fileChosen, this, &Shell::openFile);
    QList<std::pair<QString, QString>> tours;
    for (const auto &tour : shippedTours())
        tours.append({tour.id, tour.title});
    m_welcome->offerTours(tours);
    m_welcome->show();
    tellFirstFrame(m_welcome.get());
    tellSettings(m_welcome.get());
    // After the first frame: it starts workers that ask servers and programs.
    QTimer::singleShot(0, m_welcome.get(), [this] {
        m_welcome->lookAround([] { return localPlaces(ImportSources::ofThisComputer()); });
    });
}

void Shell::closeSession()
{
    m_watch.reset();
    if (m_window)
        m_window->endTour(); // whose settings are not the user's
    if (m_window && !isUnattended())
        m_settings = m_window->settings();
    m_window.reset();
    m_tourRun.reset();
    m_run.reset();
    m_session.reset();
}

void Shell::open(const SessionOptions &options)
{
    closeSession();
    m_session = std::make_unique<Session>(options);
    m_run = std::make_unique<Run>(*m_session, m_line);
    connect(m_run.get(), &Run::finished, this, &Shell::finish);
    if (m_line.watch.wanted)
        connect(m_session.get(), &Session::ready, this, &Shell::watchDemo);
    qCInfo(lifeLog).noquote() << "open" << m_session->connectionTitle() << options.scenario;
    connect(m_session.get(), &Session::ready, this, [] { qCInfo(lifeLog) << "ready"; });
    connect(m_session.get(), &Session::failed, this, [this](const Error &error) {
        if (!isUnattended()) // otherwise complain() does
            qCWarning(lifeLog).noquote() << error.text.c_str() << error.detail.c_str();
        // With a window, the person reads it there and can try something else.
        if (isUnattended())
            leave(complain(error));
    });
    if (m_withWindow)
        openWindow();
    startTour();
    tellFirstFrame(m_window.get());
    // Servers and connections begin after the first frame, never before.
    QTimer::singleShot(0, m_session.get(), &Session::start);
}

void Shell::openWindow()
{
    m_window = std::make_unique<MainWindow>(*m_session, m_settings);
    connect(m_window.get(), &MainWindow::otherServersRequested, this, &Shell::leaveForOthers);
    const auto again = [this](bool fresh, const QString &scenario = {}) {
        m_window->endTour();
        auto same = m_session->options();
        same.traffic = m_session->traffic();
        same.freshSandbox = fresh;
        if (!scenario.isEmpty())
            same.scenario = scenario;
        // The window is in the middle of a click: leave it time to return from there.
        QTimer::singleShot(0, this, [this, same] { open(same); });
    };
    connect(m_window.get(), &MainWindow::languageRequested, this, [this](const QString &code) {
        QTimer::singleShot(0, this, [this, code] { changeLanguage(code); });
    });
    connect(m_window.get(), &MainWindow::watchRequested, this, &Shell::watchDemo);
    connect(m_window.get(), &MainWindow::retryRequested, this, [again] { again(false); });
    connect(m_window.get(), &MainWindow::resetRequested, this, [again] { again(true); });
    connect(m_window.get(), &MainWindow::tourRequested, this,
        [this](const QString &id) { QTimer::singleShot(0, this, [this, id] { takeTour(id); }); });
    connect(m_window.get(), &MainWindow::scenarioRequested, this,
        [again](const QString &scenario) { again(false, scenario); });
    if (m_line.sizeGiven || isUnattended())
        m_window->resize(m_line.size);
    else
        keepInsideScreen(m_window.get());
    m_window->show();
    tellSettings(m_window.get());
    if (std::exchange(m_line.present, false))
        m_window->present(!isUnattended());
}

void Shell::startTour()
{
    if (!m_tour)
        return;
    auto tour = std::move(*m_tour);
    m_tour.reset();
    if (m_line.headless) {
        m_tourRun = std::make_unique<TourRun>(*m_session, std::move(tour));
        connect(m_tourRun.get(), &TourRun::finished, this, [this](bool held) {
            if (!held)
                m_exitCode = ExitFailed;
            m_run->end();
        });
    } else if (m_window) {
        m_window->playTour(std::move(tour), !isUnattended());
    }
}

// In the world the tour is about, which is opened if another plays.
void Shell::takeTour(const QString &id)
{
    auto tour = loadTour(id);
    if (!tour)
        return; // a test reads every tour that is offered
    playTour(std::move(*tour));
}

void Shell::playTour(Tour tour)
{
    m_tour = std::move(tour);
    if (m_window)
        m_window->endTour();
    if (m_session && m_session->scenario().id == m_tour->scenario)
        return startTour();
    auto options = m_session ? m_session->options() : SessionOptions{};
    options.traffic = m_session ? m_session->traffic() : m_settings.traffic;
    options.traffic.running = true;
    options.freshSandbox = false;
    options.scenario = m_tour->scenario;
    open(options);
}

// Everything that has been said so far was said in the old language, so all begins anew.
void Shell::changeLanguage(const QString &code)
{
    m_window->endTour();
    auto same = m_session->options();
    same.traffic = m_session->traffic();
    closeSession();
    m_settings.language = code;
    speak(code);
    open(same);
}

void Shell::writeReportFile()
{
    if (m_line.report.isEmpty() || m_reported || !m_session)
        return;
    m_reported = true;
    std::optional<WindowFigures> figures;
    if (m_window)
        figures = m_window->figures();
    auto report = makeReport(*m_session, m_run->started(), m_run->ran(), figures);
    if (m_tourRun)
        report.insert(QStringLiteral("tour"), m_tourRun->record().toJson());
    if (const auto written = writeReport(m_line.report, report); !written)
        m_exitCode = complain(written.error());
}

void Shell::finish()
{
    if (!m_run->everythingWorked())
        m_exitCode = ExitFailed;
    writeReportFile();
    if (!m_line.grab.isEmpty() && m_window && !m_window->grab().save(m_line.grab, "PNG"))
        m_exitCode = complain({ErrorKind::Refused, {},
            "The picture " + m_line.grab.toStdString() + " could not be written.", {}});
    leave(m_exitCode);
}

void Shell::leave(int exitCode)
{
    m_exitCode = exitCode;
    QCoreApplication::exit(exitCode);
}

void Shell::saveSettings()
{
    writeReportFile();
    if (isUnattended())
        return;
    closeSession();
    if (m_maySaveSettings)
        m_settings.save(m_settingsFile);
}

} // namespace tierlens
