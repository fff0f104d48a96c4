// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpkeys.h"

#include "about/aboutdialog.h"
#include "help/helptopicof.h"
#include "help/helpwindow.h"

#include <QApplication>
#include <QCoreApplication>
#include <QCursor>
#include <QKeyEvent>
#include <QMenu>
#include <QPointer>

namespace tierlens {

namespace {
struct HelpKeysWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};

QPointer<HelpWindow> &theHelpWindow()
{
    static QPointer<HelpWindow> window;
    return window;
}

HelpPlace underMouse()
{
    const auto at = QCursor::pos();
    const auto *widget = QApplication::widgetAt(at);
    return widget ? helpUnder(widget, widget->mapFromGlobal(at)) : HelpPlace();
}

class HelpKeys : public QObject
{
public:
    using QObject::QObject;
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::KeyPress || !watched->isWidgetType())
            return false;
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() != Qt::Key_F1)
            return false;
        if (key->modifiers() == Qt::NoModifier)
            showHelpOf(static_cast<QWidget *>(watched));
        else if (key->modifiers() == Qt::ShiftModifier)
            showHelp(underMouse().topic);
        else
            return false;
        return true;
    }
};
} // namespace

void installHelpKeys()
{
    static QPointer<HelpKeys> keys;
    if (keys)
        return;
    keys = new HelpKeys(qApp);
    qApp->installEventFilter(keys);
    QObject::connect(
        qApp, &QCoreApplication::aboutToQuit, keys.data(), [] { delete theHelpWindow().data(); });
}

void showHelpOf(const QWidget *focused)
{
    if (!focused)
        focused = QApplication::activeWindow();
    auto place = helpInFocus(focused);
    // Where only the window as a whole is meant, the mouse may know better.
    if (place.topic.isEmpty() || place.isWhole) {
        if (const auto pointed = underMouse(); !pointed.topic.isEmpty() && !pointed.isWhole)
            place = pointed;
    }
    showHelp(place.topic);
}

void showHelp(const QString &topic)
{
    auto &window = theHelpWindow();
    if (!window) {
        window = new HelpWindow;
        window->setAttribute(Qt::WA_DeleteOnClose);
        window->setAttribute(Qt::WA_QuitOnClose, false);
    }
    window->open(topic);
    window->show();
    window->raise();
    window->activateWindow();
}

HelpWindow *openHelpWindow() { return theHelpWindow(); }

void addHelpActions(QMenu *menu, QWidget *window)
{
    menu->addSeparator();
    auto *help = menu->addAction(HelpKeysWords::tr("Help"));
    help->setShortcut(QKeySequence(Qt::Key_F1));
    QObject::connect(help, &QAction::triggered, window,
        [window] { showHelp(window->property("helpTopic").toString()); });
    QObject::connect(menu->addAction(HelpKeysWords::tr("Shortcuts")), &QAction::triggered, window,
        [] { showHelp(QStringLiteral("shortcuts")); });
    QObject::connect(menu->addAction(HelpKeysWords::tr("About Tierlens…")), &QAction::triggered,
        window, [window] { AboutDialog::showOver(window); });
}

} // namespace tierlens
