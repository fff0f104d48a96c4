// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/dialogparts.h"

#include "theme/theme.h"

#include <QCoreApplication>
#include <QPlainTextEdit>
#include <QScrollBar>

namespace tierlens {

namespace {
struct DialogPartWords
{
    Q_DECLARE_TR_FUNCTIONS(RestartDialog)
};
constexpr int MostLines = 500;

QString shownEnvironment(Environment environment)
{
    switch (environment) {
    case Environment::Development:
        return DialogPartWords::tr("development");
    case Environment::Sandbox:
        return DialogPartWords::tr("sandbox");
    case Environment::Production:
        break;
    }
    return DialogPartWords::tr("production");
}

QColor environmentColor(const Connection &connection)
{
    if (const QColor own(connection.color); !connection.color.isEmpty() && own.isValid())
        return own;
    switch (connection.environment) {
    case Environment::Development:
        return theme().miss;
    case Environment::Sandbox:
        return theme().hit;
    case Environment::Production:
        break;
    }
    return theme().invalidated;
}
} // namespace

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

QLabel *dimLabel(const QString &text, QWidget *parent)
{
    auto *label = plainLabel(text, parent);
    label->setProperty("role", QStringLiteral("dim"));
    return label;
}

QLabel *partHeading(const QString &text, QWidget *parent)
{
    auto *label = dimLabel(text, parent);
    label->setFont(theme().heading());
    label->setContentsMargins(0, 6, 0, 0);
    return label;
}

QLabel *connectionLabel(const Connection &connection, QWidget *parent)
{
    auto *label = plainLabel(
        QStringLiteral("%1 · %2").arg(connection.name, shownEnvironment(connection.environment)),
        parent);
    label->setWordWrap(false);
    label->setFont(theme().bold13());
    const auto color = environmentColor(connection);
    label->setStyleSheet(
        QStringLiteral("color: %1; background: %2; border: 1px solid %1; border-radius: 8px; "
                       "padding: 3px 10px;")
            .arg(color.name(), blend(theme().panel, color, 0.10).name()));
    return label;
}

QPlainTextEdit *outputView(QWidget *parent)
{
    auto *view = new QPlainTextEdit(parent);
    view->setReadOnly(true);
    view->setMaximumBlockCount(MostLines);
    view->setFont(theme().mono());
    view->setMinimumHeight(90);
    view->setMaximumHeight(180);
    view->setTabChangesFocus(true);
    return view;
}

void appendOutput(QPlainTextEdit &view, const QString &text)
{
    auto cursor = view.textCursor();
    cursor.movePosition(QTextCursor::End);
    cursor.insertText(text);
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum());
}

} // namespace tierlens
