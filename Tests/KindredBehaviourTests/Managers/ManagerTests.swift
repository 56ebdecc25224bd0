import Foundation
import Kindred
import Testing

@Suite("Managers: the rows that belong to a model, and other sets of them")
struct ManagerTests {
  private struct Notes {
    let home: ManagedFolder
    let plain: ManagedNote
    let pinned: ManagedNote
    let gone: ManagedNote
    let red: ManagedTag
  }

  private func withNotes(_ body: (Notes, StatementLog) async throws -> Void) async throws {
    try await withDatabase { log async throws in
      let home = try await ManagedFolder.objects.create(name: "Home")
      let plain = try await home.notes.create(text: "plain")
      let pinned = try await home.notes.create(text: "pinned", isPinned: true)
      let gone = try await home.notes.create(text: "gone", deletedAt: Date(timeIntervalSince1970: 0))
      let red = try await ManagedTag.objects.create(name: "red")
      for note in [plain, pinned, gone] { try await note.tags.add(red) }
      _ = log.take()
      try await body(Notes(home: home, plain: plain, pinned: pinned, gone: gone, red: red), log)
    }
  }

  private let select =
    #"SELECT "managed_note"."id", "managed_note"."folder_id", "managed_note"."text", "managed_note"."is_pinned", "managed_note"."deleted_at" FROM "managed_note""#

  @Test("MG-1, MG-4, MG-5: a model's own objects are the start of its queries; unscoped are all rows")
  func objects() async throws {
    try await withNotes { notes, log async throws in
      #expect(try await ManagedNote.objects.order { $0.id }.all().map(\.text) == ["plain", "pinned"])
      #expect(
        log.take() == [select + #" WHERE "managed_note"."deleted_at" IS NULL ORDER BY "managed_note"."id" ASC"#])
      #expect(try await ManagedNote.unscoped.count() == 3)
      #expect(log.take() == [#"SELECT COUNT(*) FROM "managed_note""#])
      #expect(try await ManagedNote.trash.all() == [notes.gone])
      #expect(try await ManagedNote.objects.get(id: notes.plain.id) == notes.plain)
      await #expect(throws: ManagedNote.DoesNotExist.self) { try await ManagedNote.objects.get(id: notes.gone.id) }
      #expect(try await ManagedNote.unscoped.get(id: notes.gone.id) == notes.gone)
    }
  }

  @Test("MG-2, MG-3: further managers are query sets with names, and verbs of query sets")
  func further() async throws {
    try await withNotes { notes, _ async throws in
      #expect(try await ManagedNote.pinned.all() == [notes.pinned])
      #expect(try await ManagedNote.pinned.discard() == 1)
      #expect(try await ManagedNote.pinned.exists() == false)
      #expect(try await notes.home.notes.discard() == 1)
      #expect(try await ManagedNote.trash.count() == 3)
    }
  }

  @Test("MQ-42, TR-12: the reverse side begins with the model's objects, or with the manager that is named")
  func reverse() async throws {
    try await withNotes { notes, log async throws in
      #expect(try await notes.home.notes.order { $0.id }.all().map(\.text) == ["plain", "pinned"])
      let condition = spelled(
        sqlite: #" WHERE "managed_note"."deleted_at" IS NULL AND "managed_note"."folder_id" = ?1"#,
        postgres: #" WHERE "managed_note"."deleted_at" IS NULL AND "managed_note"."folder_id" = $1"#)
      #expect(log.take() == [select + condition + #" ORDER BY "managed_note"."id" ASC"#])
      #expect(try await notes.home.notes.unscoped.count() == 3)
      let trash = notes.home.notes(manager: ManagedNote.trash)
      #expect(try await trash.all() == [notes.gone])
      #expect(try await trash.values { $0.text }.all() == ["gone"])
      #expect(try await notes.home.notes(manager: ManagedNote.pinned).filter { $0.text == "plain" }.exists() == false)
      let other = try await ManagedFolder.objects.create(name: "Other")
      #expect(try await other.notes.unscoped.count() == 0)
      // A manager is any query set, so also one that is sliced, which cannot be filtered further.
      let slice = notes.home.notes(manager: ManagedNote.objects[..<1])
      await #expect(throws: KindredError.self) { try await slice.all() }
    }
  }

  @Test("MQ-42: both ends of a many-to-many relation begin with the objects of their model")
  func members() async throws {
    try await withNotes { notes, log async throws in
      #expect(try await notes.red.notes.order { $0.id }.values { $0.text }.all() == ["plain", "pinned"])
      #expect(try await notes.red.notes.unscoped.count() == 3)
      #expect(try await notes.red.notes(manager: ManagedNote.trash).all() == [notes.gone])
      #expect(try await notes.gone.tags.all() == [notes.red])
      // The links of notes that do not count are links all the same.
      #expect(try await notes.red.notes.clear() == 3)
    }
  }

  @Test("HU-24: sets that are loaded for many objects begin with the objects of their model, too")
  func loading() async throws {
    try await withNotes { notes, log async throws in
      let folders = try await ManagedFolder.objects.prefetchRelated { $0.notes.remarks }.all()
      #expect(try await folders[0].notes.all().map(\.text).sorted() == ["pinned", "plain"])
      let statements = log.take()
      #expect(statements.count == 3)
      #expect(statements[1].contains(#""managed_note"."deleted_at" IS NULL"#))
      #expect(try await folders[0].notes.unscoped.count() == 3)
      let all = try await ManagedFolder.objects.prefetchRelated({ $0.notes }, from: ManagedNote.unscoped).all()
      _ = log.take()
      #expect(try await all[0].notes.all().count == 3)
      #expect(log.take().isEmpty)
      let peers = try await ManagedFolder.objects.fetchMode(.peersAndSets).all()
      #expect(try await peers[0].notes.all().count == 2)
      let tags = try await ManagedTag.objects.prefetchRelated { $0.notes }.all()
      #expect(try await tags[0].notes.all().count == 2)
    }
  }

  @Test("R-42, MG-6, HU-24: a single object is found whatever its model's objects leave out")
  func single() async throws {
    try await withNotes { notes, log async throws in
      try await ManagedRemark.objects.create(note: notes.gone, text: "why?")
      try await ManagedCover.objects.create(note: notes.gone)
      let remark = try await ManagedRemark.objects.get()
      _ = log.take()
      #expect(try await remark.note == notes.gone)
      #expect(
        log.take() == [
          spelled(
            sqlite: select + #" WHERE "managed_note"."id" = ?1"#, postgres: select + #" WHERE "managed_note"."id" = $1"#
          )
        ])
      for query in [
        ManagedRemark.objects.selectRelated { $0.note }, ManagedRemark.objects.prefetchRelated { $0.note },
      ] {
        let found = try await query.all()
        _ = log.take()
        #expect(try await found[0].note.text == "gone")
        #expect(log.take().isEmpty)
      }
      // From the other side of a one-to-one relation as well.
      #expect(try await ManagedCover.objects.exists() == false)
      #expect(try await notes.gone.cover.colour == "")
      let loaded = try await ManagedNote.unscoped.filter { $0.text == "gone" }.prefetchRelated { $0.cover }.all()
      _ = log.take()
      #expect(try await loaded[0].coverOrNil != nil)
      #expect(log.take().isEmpty)
    }
  }

  @Test("HU-24: an object that does not count can be saved, refreshed and deleted; a cascade reaches its row")
  func instances() async throws {
    try await withNotes { notes, _ async throws in
      var gone = notes.gone
      gone.text = "changed"
      try await gone.save()
      try await gone.save { $0.isPinned }
      try await gone.update { $0.text.set("again") }
      try await gone.refresh()
      #expect(gone.text == "again")
      var back = try await ManagedNote.trash.get()
      back.deletedAt = nil
      try await back.save()
      #expect(try await ManagedNote.objects.count() == 3)
      try await back.delete()
      #expect(try await ManagedNote.unscoped.count() == 2)
      try await ManagedNote.pinned.discard()
      let summary = try await notes.home.delete()
      #expect(summary.perModel["ManagedNote"] == 2)
      #expect(try await ManagedNote.unscoped.exists() == false)
    }
  }

  @Test("MG-5: verbs on the objects change only rows that count")
  func verbs() async throws {
    try await withNotes { notes, _ async throws in
      #expect(try await ManagedNote.objects.update { $0.isPinned.set(true) } == 2)
      // A row may leave the objects by the change; it is returned as it is now.
      let day = Date(timeIntervalSince1970: 0)
      let (changed, isNew) = try await ManagedNote.objects.updateOrCreate {
        $0.text == "plain"
      } setting: {
        $0.deletedAt.set(day)
      } creating: {
        ManagedNote(folder: notes.home, text: "plain")
      }
      #expect(!isNew && changed.deletedAt == day)
      // A unique value that a row has which does not count is taken.
      await #expect(throws: KindredError.self) {
        try await ManagedNote.objects.getOrCreate {
          $0.text == "gone"
        } creating: {
          ManagedNote(folder: notes.home, text: "gone")
        }
      }
      #expect(try await ManagedNote.objects.delete().perModel["ManagedNote"] == 1)
      #expect(try await ManagedNote.unscoped.count() == 2)
    }
  }

  @Test("Queries by the model's name begin with its objects")
  func named() async throws {
    try await withNotes { notes, _ async throws in
      #expect(try await NamedQuery("ManagedNote").order("id").values("text").rows().count == 2)
    }
  }

  @Test("MG-8: models that share a protocol share its scope")
  func shared() async throws {
    try await withNotes { notes, _ async throws in
      try await notes.home.letters.create(isArchived: true)
      let letter = try await notes.home.letters.create()
      #expect(try await ManagedLetter.objects.all() == [letter])
      #expect(try await notes.home.letters.all() == [letter])
      #expect(try await ManagedLetter.unscoped.count() == 2)
    }
  }
}
