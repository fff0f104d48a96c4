// SPDX-License-Identifier: GPL-3.0-or-later
// What a screen reader finds in each window and dialog: nothing that can be used is without a name,
// buttons can be pressed, lists and tables have their rows, pictures say what they show. The same
// through the system's bus: tests/live/stage/tst_screenreader.cpp.
#include "theme/theme.h"
#include "ui/look/shownwindows.h"
#include "watching/trafficview.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QTest>

using namespace tierlens;

namespace {
bool isButton(QAccessible::Role role)
{
    return role == QAccessible::PushButton || role == QAccessible::CheckBox
        || role == QAccessible::RadioButton || role == QAccessible::ButtonMenu
        || role == QAccessible::ButtonDropDown;
}

bool isUsable(QAccessible::Role role)
{
    switch (role) {
    case QAccessible::ComboBox:
    case QAccessible::EditableText:
    case QAccessible::Slider:
    case QAccessible::SpinBox:
    case QAccessible::PageTab:
    case QAccessible::List:
    case QAccessible::Table:
    case QAccessible::Tree:
    case QAccessible::MenuItem:
    case QAccessible::Link:
    case QAccessible::ProgressBar:
    case QAccessible::Graphic:
        return true;
    default:
        return isButton(role);
    }
}

QString described(QAccessibleInterface &part)
{
    const auto *object = part.object();
    return QStringLiteral("%1 %2 \"%3\" (%4)")
        .arg(object ? QLatin1String(object->metaObject()->className()) : QLatin1String("part"))
        .arg(int(part.role()), 0, 16)
        .arg(object ? object->objectName() : QString(),
            object && object->parent() ? QLatin1String(object->parent()->metaObject()->className())
                                       : QLatin1String("-"));
}

struct Found
{
    QStringList problems;
    int named = 0;
};

// An item of a view has a name or lies in a row that has one.
void look(QAccessibleInterface *part, Found &found, int depth = 0)
{
    if (!part || !part->isValid() || depth > 40 || part->state().invisible)
        return;
    const auto role = part->role();
    auto *widget = qobject_cast<QWidget *>(part->object());
    const bool takesFocus = widget && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus)
        && !widget->focusProxy();
    if (isUsable(role) || takesFocus) {
        if (part->text(QAccessible::Name).trimmed().isEmpty())
            found.problems << QStringLiteral("no name: ") + described(*part);
        else
            ++found.named;
    }
    if (isButton(role) && !part->state().disabled
        && (!part->actionInterface() || part->actionInterface()->actionNames().isEmpty()))
        found.problems << QStringLiteral("no action: ") + described(*part);
    const auto *view = qobject_cast<QAbstractItemView *>(part->object());
    if (view && view->model() && view->model()->rowCount() > 0) {
        bool told = false;
        for (int i = 0; i < std::min(part->childCount(), 40); ++i) {
            auto *child = part->child(i);
            told = told
                || (child && child->role() != QAccessible::ColumnHeader
                    && !child->text(QAccessible::Name).isEmpty());
        }
        if (!told)
            found.problems << QStringLiteral("no rows: ") + described(*part);
        return; // cells of a row may be empty
    }
    for (int i = 0; i < part->childCount(); ++i)
        look(part->child(i), found, depth + 1);
}
} // namespace

class TestNames : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void everythingUsableHasAName()
    {
        example::ShownWindows windows;
        QStringList wrong;
        int named = 0;
        for (const auto &one : windows.all()) {
            const auto window = one.make();
            if (!one.size.isEmpty())
                window->resize(one.size);
            window->show();
            QTest::qWait(20);
            Found found;
            look(QAccessible::queryAccessibleInterface(window.get()), found);
            named += found.named;
            for (const auto &problem : found.problems)
                wrong << QStringLiteral("%1: %2").arg(QLatin1String(one.name), problem);
            const auto title = window->windowTitle();
            if (window->inherits("QDialog") && title.isEmpty())
                wrong
                    << QStringLiteral("%1: a dialog without a title").arg(QLatin1String(one.name));
        }
        QVERIFY2(named > 300, qPrintable(QString::number(named)));
        wrong.removeDuplicates();
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QStringLiteral("\n    "))));
    }

    void theDiagramSaysWhatItShows()
    {
        const auto window = example::filled(BottomPanel::Timings);
        window->show();
        auto *flow = window->findChild<FlowView *>();
        auto *diagram = QAccessible::queryAccessibleInterface(flow);
        QVERIFY(diagram);
        QVERIFY(!diagram->text(QAccessible::Description).isEmpty());
        QStringList said;
        for (int i = 0; i < diagram->childCount(); ++i)
            said << diagram->child(i)->text(QAccessible::Name) + QStringLiteral(": ")
                    + diagram->child(i)->text(QAccessible::Description);
        const auto redis = said.filter(QStringLiteral("Redis, short-term memory"));
        QCOMPARE(redis.size(), 1);
        QVERIFY2(redis[0].contains(QStringLiteral("hit rate")), qPrintable(redis[0]));
        QVERIFY2(redis[0].contains(QStringLiteral("hits")), qPrintable(redis[0]));
    }

    void theTrafficSaysWhatItShows()
    {
        example::ShownWindows windows;
        const auto all = windows.watching();
        const auto window = all.front().make();
        window->show();
        auto *traffic = window->findChild<TrafficView *>();
        auto *picture = QAccessible::queryAccessibleInterface(traffic);
        QVERIFY(picture);
        QCOMPARE(picture->childCount(), traffic->partCount());
        for (int i = 0; i < picture->childCount(); ++i) {
            QVERIFY(!picture->child(i)->text(QAccessible::Name).isEmpty());
            QVERIFY(!picture->child(i)->text(QAccessible::Description).isEmpty());
        }
        QVERIFY(!picture->text(QAccessible::Description).isEmpty());
    }
};

QTEST_MAIN(TestNames)
#include "tst_names.moc"
