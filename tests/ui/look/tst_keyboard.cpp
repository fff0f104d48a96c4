// SPDX-License-Identifier: GPL-3.0-or-later
// Every window without a mouse: Tab reaches everything that can be used, leaves it again, and shows
// where it is.
#include "diagram/flowview.h"
#include "theme/theme.h"
#include "ui/look/shownwindows.h"
#include "window/menukey.h"

#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QTextEdit>

using namespace tierlens;

namespace {
QString named(const QWidget &widget)
{
    const auto *button = qobject_cast<const QAbstractButton *>(&widget);
    return QStringLiteral("%1 \"%2\"")
        .arg(QLatin1String(widget.metaObject()->className()),
            !widget.accessibleName().isEmpty() ? widget.accessibleName()
                : button                       ? button->text()
                                               : widget.objectName());
}

bool isInside(const QWidget &widget, const char *kind)
{
    for (const auto *at = widget.parentWidget(); at; at = at->parentWidget()) {
        if (at->inherits(kind))
            return true;
    }
    return false;
}

// What somebody with a mouse would use.
bool isUsable(const QWidget &widget)
{
    if (qobject_cast<const QScrollBar *>(&widget) || qobject_cast<const QHeaderView *>(&widget))
        return false; // lists scroll by their own keys, and sort by their menu
    if (isInside(widget, "QLineEdit") || isInside(widget, "QAbstractSpinBox")
        || isInside(widget, "QComboBox") || isInside(widget, "QTabBar") || isInside(widget, "QMenu")
        || isInside(widget, "QTableView"))
        return false; // part of another
    return widget.inherits("QAbstractButton") || widget.inherits("QComboBox")
        || widget.inherits("QLineEdit") || widget.inherits("QAbstractSpinBox")
        || widget.inherits("QAbstractSlider") || widget.inherits("QAbstractItemView")
        || widget.inherits("QTabBar") || widget.inherits("QPlainTextEdit")
        || widget.inherits("QTextEdit") || widget.inherits("tierlens::PaintedRows")
        || widget.inherits("tierlens::FlowView");
}

// Arrow keys go from one to the next of a group.
bool hasReachedSibling(const QWidget &widget, const QSet<QWidget *> &reached)
{
    const auto *button = qobject_cast<const QAbstractButton *>(&widget);
    if (!button || !button->isCheckable())
        return false;
    if (const auto *group = button->group(); group && group->exclusive()) {
        for (auto *other : group->buttons()) {
            if (reached.contains(other))
                return true;
        }
        return false;
    }
    if (!button->autoExclusive())
        return false;
    for (auto *other : button->parentWidget()->findChildren<QAbstractButton *>(
             QString(), Qt::FindDirectChildrenOnly)) {
        if (other->autoExclusive() && reached.contains(other))
            return true;
    }
    return false;
}
} // namespace

class TestKeyboard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void tabReachesEverything()
    {
        example::ShownWindows windows;
        QStringList wrong;
        for (const auto &one : windows.all()) {
            if (QLatin1String(one.name) == QLatin1String("presenter"))
                continue; // is led by a clicker's keys: see tst_presenter
            const auto window = one.make();
            if (!one.size.isEmpty())
                window->resize(one.size);
            window->show();
            window->activateWindow();
            QVERIFY2(QTest::qWaitForWindowActive(window.get()), one.name);
            QSet<QWidget *> reached;
            QStringList unseen;
            QWidget *before = nullptr;
            for (int i = 0; i < 300; ++i) {
                auto *target = window->focusWidget() ? window->focusWidget() : window.get();
                QTest::keyClick(target, Qt::Key_Tab);
                auto *now = window->focusWidget();
                if (!now)
                    break;
                if (now == before) {
                    if (!reached.isEmpty() && reached.size() > 1)
                        wrong << QStringLiteral("%1: Tab stays in %2")
                                     .arg(QLatin1String(one.name), named(*now));
                    break;
                }
                if (reached.contains(now))
                    break; // once round
                reached.insert(now);
                before = now;
                if (!showsFocus(*now))
                    unseen << QStringLiteral("%1: focus cannot be seen on %2")
                                  .arg(QLatin1String(one.name), named(*now));
            }
            wrong << unseen;
            for (auto *widget : window->findChildren<QWidget *>()) {
                if (widget->isVisibleTo(window.get()) && widget->window() == window.get()
                    && widget->isEnabled() && isUsable(*widget) && !reached.contains(widget)
                    && !hasReachedSibling(*widget, reached))
                    wrong << QStringLiteral("%1: not reached: %2")
                                 .arg(QLatin1String(one.name), named(*widget));
            }
        }
        wrong.removeDuplicates();
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QStringLiteral("\n    "))));
    }

    void theDiagramIsChosenByKeys()
    {
        FlowView flow;
        flow.resize(900, 400);
        flow.setFigures(example::panels().figures());
        flow.show();
        flow.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&flow));
        QVERIFY(flow.focusPolicy() & Qt::TabFocus);
        flow.setFocus();
        QSignalSpy activated(&flow, &FlowView::nodeActivated);
        QTest::keyClick(&flow, Qt::Key_Right);
        QCOMPARE(flow.focusNode(), FlowNode::Redis);
        const auto redis = flow.grab().toImage();
        QTest::keyClick(&flow, Qt::Key_Right);
        QCOMPARE(flow.focusNode(), FlowNode::Postgres);
        QVERIFY(flow.grab().toImage() != redis); // and it is seen
        QTest::keyClick(&flow, Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
    }

    // Sorting needs no click on a heading: it is in the list's menu, and the menu has keys.
    void menusOpenByKeys()
    {
        MenuKey filter;
        qApp->installEventFilter(&filter);
        example::ShownWindows windows;
        const auto all = windows.watching();
        const auto window = all.front().make();
        window->resize(1280, 800);
        window->show();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        auto *table
            = window->findChild<QAbstractItemView *>(QString(), Qt::FindChildrenRecursively);
        for (auto *each : window->findChildren<QAbstractItemView *>()) {
            if (each->isVisible() && each->inherits("tierlens::RowsTable"))
                table = each;
        }
        QVERIFY(table && table->model()->rowCount() > 1);
        const auto first = [table] { return table->model()->index(0, 0).data().toString(); };
        table->setFocus();
        QTest::keyClick(table, Qt::Key_F10, Qt::ShiftModifier);
        auto *menu = table->findChild<QMenu *>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(menu && menu->isVisible());
        QMenu *sort = nullptr;
        for (auto *action : menu->actions()) {
            if (action->menu())
                sort = action->menu();
        }
        QVERIFY(sort);
        QCOMPARE(sort->actions().size(), table->model()->columnCount());
        sort->actions().first()->trigger();
        const auto rising = first();
        sort->actions().first()->trigger();
        QVERIFY(first() != rising);
        menu->close();
        qApp->removeEventFilter(&filter);
    }

private:
    // Painted with and without the focus, it does not look the same.
    static bool showsFocus(QWidget &widget)
    {
        auto *shown = &widget;
        if (auto *spin = qobject_cast<QAbstractSpinBox *>(widget.parentWidget()))
            shown = spin;
        const auto with = shown->grab().toImage();
        auto *window = widget.window();
        widget.clearFocus();
        const auto without = shown->grab().toImage();
        window->activateWindow();
        widget.setFocus(Qt::TabFocusReason);
        return with != without;
    }
};

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
