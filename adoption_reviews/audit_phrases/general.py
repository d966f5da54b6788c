"""Words for what is done to trusts, people, interviews, evidence and reports."""

from adoption_reviews.audit_phrases.phrase import Phrase

PHRASES = {
    "organisation.added": Phrase("Trust added", "added the trust"),
    "organisation.edited": Phrase(
        "Trust edited", "edited the trust", "changed the trust’s {changed}"
    ),
    "organisation.renamed": Phrase(
        "Trust renamed", "renamed the trust", "renamed the trust from {old} to {new}"
    ),
    "review.started": Phrase("Review started", "started the review"),
    "review.moved": Phrase(
        "Review moved to another phase",
        "moved the review to another phase",
        "moved the review from {old} to {new}",
    ),
    "review.dates_changed": Phrase(
        "Review’s dates changed",
        "changed the review’s dates",
        "changed the review’s dates from {old} to {new}",
    ),
    "participant.added": Phrase(
        "Participant added", "added a participant", "added participant {pseudonym}"
    ),
    "participant.edited": Phrase(
        "Participant edited", "edited a participant", "edited participant {pseudonym}"
    ),
    "participant.withdrawn": Phrase(
        "Participant withdrawn",
        "recorded that a participant withdrew",
        "recorded that participant {pseudonym} withdrew",
    ),
    "participants.imported": Phrase(
        "List of participants imported",
        "imported a list of participants",
        "imported a list of {rows} participants: {added} added, {changed} changed",
    ),
    "consent.given": Phrase(
        "Consent given",
        "recorded that a participant agreed to something",
        "recorded that participant {pseudonym} agreed {consent}",
    ),
    "consent.corrected": Phrase(
        "Consent corrected",
        "changed the day of a consent or who asked",
        "changed when participant {pseudonym} agreed {consent}, or who asked",
    ),
    "consent.taken_back": Phrase(
        "Consent taken back",
        "recorded that a participant took a consent back",
        "recorded that participant {pseudonym} no longer agrees {consent}",
    ),
    "interview.planned": Phrase(
        "Interview planned", "planned an interview", "planned interview {number}"
    ),
    "interview.edited": Phrase(
        "Interview edited", "edited an interview", "edited interview {number}"
    ),
    "interview.started": Phrase("Interview started", "started an interview"),
    "interview.ended": Phrase("Interview ended", "ended an interview"),
    "transcript.imported": Phrase(
        "Transcript imported", "imported a transcript", "imported a transcript of {imported} cues"
    ),
    "recording.started": Phrase(
        "Recording of sound started",
        "began to record sound",
        "began to record the sound of interview {interview}",
    ),
    "transcription.requested": Phrase(
        "Draft transcript asked for",
        "asked for a draft transcript from the sound",
        "asked for a draft transcript from the sound of interview {interview}",
    ),
    "transcription.made": Phrase(
        "Draft transcript made",
        "made a draft transcript from the sound",
        "made a draft transcript from the sound of interview {interview}",
    ),
    "transcription.failed": Phrase(
        "Draft transcript failed",
        "could not make a draft transcript",
        "could not make a draft transcript of interview {interview}",
    ),
    "sound.deleted": Phrase(
        "Sound deleted",
        "deleted recorded sound",
        "deleted the sound of interview {interview}: {slices} slices, checked to be gone",
    ),
    "sound.not_deleted": Phrase(
        "Sound could not be deleted",
        "could not delete recorded sound",
        "could not delete the sound of interview {interview}; it is tried again",
    ),
    "coding.added": Phrase(
        "Passage marked",
        "marked a passage",
        "marked a passage of interview {interview} as evidence of “{code}”",
    ),
    "coding.removed": Phrase(
        "Mark removed",
        "removed a mark from a passage",
        "removed the mark “{code}” from a passage of interview {interview}",
    ),
    "second_coding.given": Phrase(
        "Interview given to a second coder",
        "gave an interview to a second coder",
        "gave interview {interview} to a second coder",
    ),
    "second_coding.finished": Phrase(
        "Second coding finished",
        "finished coding an interview blind",
        "finished coding interview {interview} blind",
    ),
    "second_coding.withdrawn": Phrase(
        "Second coding taken back",
        "took an interview back from a second coder",
        "took interview {interview} back from a second coder",
    ),
    "second_coding.removed": Phrase(
        "Second coder’s marks removed",
        "removed a second coder’s marks",
        "removed {codings} marks of a second coder from interview {interview}",
    ),
    "coding.settled": Phrase(
        "Difference settled",
        "settled a difference between two coders",
        "settled a difference on “{code}” in interview {interview}",
    ),
    "coding.changed": Phrase(
        "Mark changed",
        "changed a mark of a passage",
        "changed a mark of a passage of interview {interview}: now “{code}”",
    ),
    "passage.moved": Phrase(
        "Passage moved",
        "moved the ends of a passage",
        "moved the ends of a passage of interview {interview}",
    ),
    "replacement.changed": Phrase(
        "What stands in quotes changed",
        "changed what stands for somebody in quotes",
        "changed what stands for somebody in quotes: {n_quotes} quotes changed",
    ),
    "word.left": Phrase(
        "Word left in quotes",
        "settled that a word is an ordinary one in this review",
        "settled that a word is an ordinary one in this review: {n_words} such words now",
    ),
    "word.proposed_again": Phrase(
        "Word proposed again",
        "took back that a word is an ordinary one",
        "took back that a word is an ordinary one: {n_quotes} quotes to be looked at",
    ),
    "passage.quote_saved": Phrase(
        "Quote settled", "settled a quote", "settled a quote from interview {interview}"
    ),
    "case-study.added": Phrase(
        "Case study added", "added a case study", "added case study {number}"
    ),
    "case-study.changed": Phrase(
        "Case study changed", "changed a case study", "changed case study {number}"
    ),
    "theme.created": Phrase("Theme made", "made a theme", "made the theme {theme}"),
    "theme.described": Phrase(
        "Theme renamed or described",
        "renamed or described a theme",
        "renamed or described the theme {theme}",
    ),
    "theme.nested": Phrase(
        "Theme nested elsewhere", "nested a theme elsewhere", "nested the theme {theme} elsewhere"
    ),
    "theme.merged": Phrase(
        "Themes merged", "merged two themes", "merged the theme {theme} into {into}"
    ),
    "theme.split": Phrase(
        "Theme split",
        "moved some of a theme’s passages to another",
        "moved some of the passages of the theme {theme} to {into}",
    ),
    "theme.retired": Phrase("Theme retired", "retired a theme", "retired the theme {theme}"),
    "theme.brought_back": Phrase(
        "Theme brought back", "brought back a theme", "brought back the theme {theme}"
    ),
    "theme.shared": Phrase(
        "Theme moved to the hub",
        "moved a theme to the whole hub",
        "moved the theme {theme} to the whole hub",
    ),
    "theme.change_undone": Phrase(
        "Change of a theme undone",
        "undid a change of a theme",
        "undid a change of the theme {theme}: {undone}",
    ),
    "memo.added": Phrase("Memo written", "wrote a memo"),
    "memo.changed": Phrase("Memo changed", "changed a memo"),
    "memo.deleted": Phrase("Memo deleted", "deleted a memo"),
    "exchange.exported": Phrase(
        "Evidence taken out",
        "took evidence out of the review",
        "took {codings} codings out of the review as {format}, {names}",
    ),
    "exchange.imported": Phrase(
        "Evidence brought in",
        "brought evidence into the review",
        "brought {sources} texts, {codes} codes and {codings} codings into the review",
    ),
    "suggestions.decided": Phrase(
        "Suggestions decided",
        "decided on suggested codes",
        "accepted {accepted} and refused {refused} codes suggested for interview {interview}",
    ),
    "demo.loaded": Phrase("Demo hub loaded", "loaded the demo hub"),
    "report.requested": Phrase(
        "Report asked for", "asked for a report", "asked for version {version} of the report"
    ),
    "report.built": Phrase(
        "Report built", "built a report", "built version {version} of the report"
    ),
    "report.failed": Phrase(
        "Report failed",
        "could not build a report",
        "could not build version {version} of the report",
    ),
    "report.released": Phrase(
        "Report released", "released a report", "released version {version} of the report"
    ),
    "report.downloaded": Phrase(
        "Report downloaded", "downloaded a report", "downloaded version {version} of the report"
    ),
    "settings.changed": Phrase(
        "Settings changed", "changed the hub’s settings", "changed the hub’s settings: {changed}"
    ),
    "guide.started": Phrase(
        "Guide begun", "began an interview guide", "began the interview guide “{guide}”"
    ),
    "guide.renamed": Phrase(
        "Guide renamed",
        "renamed an interview guide",
        "renamed the interview guide “{old}” to “{new}”",
    ),
    "guide.edited": Phrase(
        "Guide edited",
        "edited the draft of an interview guide",
        "{done} in the draft of the interview guide “{guide}”",
    ),
    "guide.published": Phrase(
        "Guide published",
        "published an interview guide",
        "published version {version} of the interview guide “{guide}”",
    ),
    "guide.retired": Phrase(
        "Guide retired", "retired an interview guide", "retired the interview guide “{guide}”"
    ),
    "guide.brought_back": Phrase(
        "Guide brought back",
        "brought back an interview guide",
        "brought back the interview guide “{guide}”",
    ),
    "interview.guide_chosen": Phrase(
        "Interview’s guide changed",
        "changed an interview’s guide",
        "gave interview {number} the guide “{guide}”",
    ),
    "person.added": Phrase("Person added", "added a person", "added {object}"),
    "person.invited": Phrase(
        "Person invited",
        "sent somebody a link to set a password",
        "sent {object} a link to set a password",
    ),
    "person.edited": Phrase("Person edited", "edited a person", "changed {object}’s {changed}"),
    "person.deactivated": Phrase(
        "Person’s access ended", "ended somebody’s access", "ended {object}’s access"
    ),
    "person.reactivated": Phrase(
        "Person let in again", "let somebody sign in again", "let {object} sign in again"
    ),
    "role.given": Phrase("Role given", "gave somebody a role", "gave {object} the role {role}"),
    "role.taken": Phrase(
        "Role taken away", "took somebody’s role away", "took the role {role} from {object}"
    ),
}
