// SPDX-License-Identifier: GPL-3.0-or-later
#include "parts/askfirst.h"

#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

namespace tierlens {

void askFirst(QWidget *window, const AskFirst &words, std::function<void()> then)
{
    const auto name = QStringLiteral("askFirst");
    if (auto *open = window->findChild<QMessageBox *>(name)) // asked already
        return open->raise();
    auto *box = new QMessageBox(QMessageBox::Question, QStringLiteral("Tierlens"), words.question,
        QMessageBox::NoButton, window);
    box->setObjectName(name);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(words.whatEnds);
    for (auto *label : box->findChildren<QLabel *>()) {
        if (label->text() == words.whatEnds) // otherwise a column of single words
            label->setMinimumWidth(320);
    }
    auto *go = box->addButton(words.go, QMessageBox::AcceptRole);
    auto *stay = box->addButton(words.stay, QMessageBox::RejectRole);
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(go, &QPushButton::clicked, window, std::move(then));
    box->open();
}

} // namespace tierlens
