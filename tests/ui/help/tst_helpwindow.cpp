// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpkeys.h"
#include "help/helppage.h"
#include "help/helptopics.h"
#include "help/helpwindow.h"
#include "help/shortcutlist.h"
#include "theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QTest>
#include <QTextBrowser>
#include <QUrl>

using namespace tierlens;

namespace {
QString words(const char *text) { return QString::fromUtf8(text); }
} // namespace

class TestHelpWindow : public QObject
{
    Q_OBJECT
    static void follow(HelpWindow &window, const char *link)
    {
        Q_EMIT window.findChild<QTextBrowser *>()->anchorClicked(QUrl(words(link)));
    }

private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void showsDefinitionAndLinks()
    {
        HelpWindow window;
        window.open(words("hit-rate"));
        const auto text = window.findChild<QTextBrowser *>()->toPlainText();
        const auto topics = helpTopics();
        const auto *topic = helpTopicCalled(topics, words("hit-rate"));
        for (const auto &part : {topic->title, topic->formula, topic->window, topic->source})
            QVERIFY2(text.contains(part), qPrintable(part));
        QVERIFY(text.contains(words("Hits ÷ (hits + misses")));
        QVERIFY(window.findChild<QListWidget *>()->currentItem()->text() == topic->title);
        window.open(words("no such topic"));
        QCOMPARE(window.topic(), words("welcome"));
    }

    void linksLeadOnAndBack()
    {
        HelpWindow window;
        window.show();
        auto *back = window.findChild<QPushButton *>();
        window.open(words("hit-rate"));
        QVERIFY(!back->isVisible());
        follow(window, "topic:misses");
        QCOMPARE(window.topic(), words("misses"));
        QVERIFY(back->isVisible());
        follow(window, "topic:queries");
        back->click();
        QCOMPARE(window.topic(), words("misses"));
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(window.topic(), words("hit-rate"));
        QVERIFY(!back->isVisible());
    }

    void searchNarrowsAndEnterOpens()
    {
        HelpWindow window;
        window.open(words("hit-rate"));
        const auto all = window.listed();
        QCOMPARE(all.size(), qsizetype(helpTopics().size()));
        auto *field = window.findChild<QLineEdit *>();
        QTest::keyClicks(field, words("blast"));
        QVERIFY(window.listed().size() < 12);
        QCOMPARE(window.topic(), words("hit-rate")); // what is read stays
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(window.topic(), words("blast-radius"));
        window.search(words("xylophone"));
        QVERIFY(window.listed().isEmpty());
        QCOMPARE(window.findChild<QListWidget *>()->count(), 1); // says so
        window.open(words("dots")); // from elsewhere: the list has it again
        QVERIFY(window.listed().contains(words("dots")));
        QVERIFY(field->text().isEmpty());
    }

    void theListOpensTopics()
    {
        HelpWindow window;
        auto *list = window.findChild<QListWidget *>();
        window.open(words("hit-rate"));
        list->setCurrentRow(list->currentRow() + 1);
        QCOMPARE(window.topic(), words("redis-keys"));
    }

    void bothThemesCanBeRead()
    {
        HelpWindow window;
        window.open(words("hit-rate"));
        auto *page = window.findChild<QTextBrowser *>();
        QVERIFY(page->toHtml().contains(Theme::darkTheme().app.name()));
        Theme::lightTheme().applyTo(*qApp);
        QTRY_VERIFY(page->toHtml().contains(Theme::lightTheme().app.name()));
        QVERIFY(!page->toHtml().contains(Theme::darkTheme().text.name()));
        Theme::darkTheme().applyTo(*qApp);
    }

    void escapeClosesAndNothingIsBlocked()
    {
        QWidget other;
        other.show();
        showHelp(words("dots"));
        auto *window = openHelpWindow();
        QVERIFY(window && window->isVisible());
        QVERIFY(!window->isModal());
        QVERIFY(!QApplication::activeModalWidget());
        QVERIFY(!window->testAttribute(Qt::WA_QuitOnClose));
        showHelp(words("hits"));
        QCOMPARE(openHelpWindow(), window); // one is enough
        QVERIFY(QTest::qWaitForWindowActive(window));
        QTest::keyClick(window, Qt::Key_Escape);
        QTRY_VERIFY(!openHelpWindow());
    }

    void shortcutsAreThoseOfTheOpenWindows()
    {
        QWidget window, hidden;
        window.setWindowTitle(words("The window"));
        auto *action = new QAction(words("Do &it\tF9"), &window);
        action->setShortcuts({QKeySequence(Qt::Key_F9), QKeySequence(Qt::CTRL | Qt::Key_I)});
        (new QShortcut(QKeySequence(Qt::Key_F8), &window))->setWhatsThis(words("Do that"));
        new QShortcut(QKeySequence(Qt::Key_F7), &window); // says nothing
        auto *menu = new QMenu(&window);
        menu->addAction(words("In a menu"))->setShortcut(QKeySequence(Qt::Key_F6));
        QWidget dialog(&window, Qt::Dialog);
        (new QShortcut(QKeySequence(Qt::Key_F4), &dialog))->setWhatsThis(words("Of the dialog"));
        (new QShortcut(QKeySequence(Qt::Key_F3), &hidden))->setWhatsThis(words("Not to be seen"));
        const auto lines = shortcutsOf(&window);
        QCOMPARE(lines.size(), std::size_t(3));
        QCOMPARE(lines[0].text, words("Do it"));
        QVERIFY(lines[0].keys.startsWith(words("F9")));
        window.show();
        const auto html = openShortcutsHtml();
        for (const char *text : {"The window", "Do it", "Do that", "In a menu"})
            QVERIFY2(html.contains(words(text)), text);
        for (const char *text : {"Of the dialog", "Not to be seen", "F7"})
            QVERIFY2(!html.contains(words(text)), text);
        HelpWindow help;
        help.open(words("shortcuts"));
        QVERIFY(help.findChild<QTextBrowser *>()->toPlainText().contains(words("Do that")));
    }
};

QTEST_MAIN(TestHelpWindow)
#include "tst_helpwindow.moc"
