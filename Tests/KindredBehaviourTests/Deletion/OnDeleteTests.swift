import Kindred
import KindredSQLite
import Testing

@Suite("Deleting")
struct OnDeleteTests {
  private func owners() async throws -> (fallback: Owner, gone: Owner) {
    (
      try await Owner.objects.create(name: "Fallback", code: "f"),
      try await Owner.objects.create(name: "Gone", code: "g")
    )
  }

  /// The statements that touch a table.
  private func statements(_ log: StatementLog, about table: String) -> [String] {
    log.take().filter { $0.contains(#""\#(table)""#) }
  }

  @Test("MQ-36: where nothing refers to the rows, deleting is one statement")
  func fastPath() async throws {
    try await withBlogs { blogs, log async throws in
      let summary = try await Comment.objects.filter { $0.text == "x" }.delete()
      #expect(summary.total == 0 && summary.perModel == [:])
      #expect(
        log.take() == [
          spelled(
            sqlite: #"DELETE FROM "comment" WHERE "comment"."text" = ?1"#,
            postgres: #"DELETE FROM "comment" WHERE "comment"."text" = $1"#)
        ])
      try await blogs.lives.remarks.create(text: "x")
      _ = log.take()
      let joined = try await Comment.objects.filter { $0.entry.blog.name == "Beatles" }.delete()
      #expect(joined.perModel == ["Comment": 1])
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"DELETE FROM "comment" WHERE "comment"."id" IN (SELECT "comment"."id" FROM "comment" INNER JOIN "entry" ON "comment"."entry_id" = "entry"."id" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" WHERE "blog"."name" = ?1)"#,
            postgres:
              #"DELETE FROM "comment" WHERE "comment"."id" IN (SELECT "comment"."id" FROM "comment" INNER JOIN "entry" ON "comment"."entry_id" = "entry"."id" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" WHERE "blog"."name" = $1)"#
          )
        ])
    }
  }

  @Test("R-5: cascade finds all levels, counts them, and runs a known list of statements")
  func cascade() async throws {
    try await withBlogs { blogs, log async throws in
      try await blogs.lives.remarks.create(text: "a")
      try await blogs.lives.remarks.create(text: "b")
      try await blogs.popLennon.remarks.create(text: "c")
      _ = log.take()
      let summary = try await blogs.beatles.delete()
      #expect(summary.perModel == ["Comment": 2, "Entry": 2, "Blog": 1])
      #expect(summary.total == 5)
      #expect(
        log.take()
          == (Backend.isSQLite
            ? [
              #"SELECT "entry"."id" FROM "entry" WHERE "entry"."blog_id" IN (?1)"#,
              #"DELETE FROM "comment" WHERE "comment"."entry_id" IN (?1, ?2)"#,
              #"DELETE FROM "entry" WHERE "entry"."id" IN (?1, ?2)"#,
              #"DELETE FROM "blog" WHERE "blog"."id" IN (?1)"#,
            ]
            : [
              #"SELECT "blog"."id" FROM "blog" WHERE "blog"."id" = $1 ORDER BY "blog"."id" ASC FOR UPDATE"#,
              #"SELECT "entry"."id" FROM "entry" WHERE "entry"."blog_id" IN ($1) ORDER BY "entry"."id" ASC FOR UPDATE"#,
              #"DELETE FROM "comment" WHERE "comment"."entry_id" IN ($1, $2)"#,
              #"DELETE FROM "entry" WHERE "entry"."id" IN ($1, $2)"#,
              #"DELETE FROM "blog" WHERE "blog"."id" IN ($1)"#,
            ]))
      #expect(try await Blog.objects.names() == ["Pop", "Cheese"])
      #expect(try await Entry.objects.count() == 2)
      #expect(try await Comment.objects.count() == 1)
    }
  }

  @Test("R-6: protect refuses, and nothing is deleted")
  func protect() async throws {
    try await withDatabase { _ async throws in
      let gone = try await owners().gone
      try await gone.cascadingPetSet.create(name: "a")
      try await gone.protectedPetSet.create()
      await #expect { try await gone.delete() } throws: { error in
        guard let error = error as? KindredError else { return false }
        return error.code == .protected && error.message.contains(#"1 × ProtectedPet through "owner""#)
      }
      #expect(try await Owner.objects.count() == 2)
      #expect(try await CascadingPet.objects.count() == 1)
      try await ProtectedPet.objects.delete()
      #expect(try await gone.delete().perModel == ["CascadingPet": 1, "Owner": 1])
    }
  }

  @Test("R-7: restrict allows what is deleted on another way in the same operation")
  func restrict() async throws {
    try await withDatabase { _ async throws in
      let (fallback, gone) = try await owners()
      let pet = try await RestrictedPet.objects.create(owner: gone, keeper: fallback)
      await #expect { try await gone.delete() } throws: { error in
        (error as? KindredError)?.code == .protected
      }
      #expect(try await RestrictedPet.objects.count() == 1)
      // The keeper's deletion cascades to the pet, so that its restriction falls.
      try await RestrictedPet.objects.update { $0.keeper.set(gone) }
      #expect(try await gone.delete().perModel == ["RestrictedPet": 1, "Owner": 1])
      _ = pet
    }
  }

  @Test("R-8 to R-10: keys are set to NULL, to the default, to a value")
  func settingKeys() async throws {
    try await withDatabase { log async throws in
      let (fallback, gone) = try await owners()
      try await NulledPet.objects.create(owner: gone)
      try await ReassignedPet.objects.create(owner: gone)
      try await DefaultedPet.objects.create(owner: gone)
      _ = log.take()
      #expect(try await gone.delete().perModel == ["Owner": 1])
      #expect(
        statements(log, about: "nulled_pet") == [
          spelled(
            sqlite: #"UPDATE "nulled_pet" SET "owner_id" = ?1 WHERE "nulled_pet"."owner_id" IN (?2)"#,
            postgres: #"UPDATE "nulled_pet" SET "owner_id" = $1 WHERE "nulled_pet"."owner_id" IN ($2)"#)
        ])
      #expect(try await NulledPet.objects.get().ownerID == nil)
      #expect(try await ReassignedPet.objects.get().ownerID == fallback.id)
      #expect(try await DefaultedPet.objects.get().ownerID == fallback.id)
    }
  }

  @Test("R-11: do nothing leaves it to the constraint, which speaks at the commit")
  func doNothing() async throws {
    try await withDatabase { _ async throws in
      let gone = try await owners().gone
      try await gone.untouchedPetSet.create()
      await #expect { try await gone.delete() } throws: { error in
        (error as? KindredError)?.code == .foreignKeyViolation
      }
      #expect(try await Owner.objects.count() == 2)
    }
  }

  @Test("R-12 to R-14: the database does it, uncounted")
  func databaseActions() async throws {
    try await withDatabase { _ async throws in
      let (fallback, gone) = try await owners()
      try await gone.databaseCascadingPetSet.create()
      try await gone.databaseNulledPetSet.create()
      try await gone.databaseDefaultedPetSet.create()
      #expect(try await gone.delete().perModel == ["Owner": 1])
      #expect(try await DatabaseCascadingPet.objects.count() == 0)
      #expect(try await DatabaseNulledPet.objects.get().ownerID == nil)
      #expect(try await DatabaseDefaultedPet.objects.get().ownerID == fallback.id)
    }
  }

  @Test("R-21: a key to another unique field cascades by that field")
  func otherField() async throws {
    try await withDatabase { _ async throws in
      let gone = try await owners().gone
      let pet = try await gone.codedPetSet.create()
      #expect(pet.ownerID == "g")
      #expect(try await pet.owner == gone)
      #expect(try await gone.codedPetSet.all() == [pet])
      #expect(try await Owner.objects.filter { $0.codedPet == pet }.all() == [gone])
      #expect(try CodedPet.objects.filter { $0.owner == gone }.statement().contains("JOIN") == false)
      #expect(try await gone.delete().perModel == ["CodedPet": 1, "Owner": 1])
    }
  }

  @Test("A model that points to itself, in a cycle too")
  func selfReference() async throws {
    try await withDatabase { _ async throws in
      var root = try await Folder.objects.create(name: "root")
      let a = try await root.children.create(name: "a")
      let b = try await a.children.create(name: "b")
      try await Folder.objects.create(name: "other")
      #expect(try await Folder.objects.filter { $0.parent.parent.name == "root" }.all() == [b])
      #expect(try await Folder.objects.filter { $0.children.children.name == "b" }.all() == [root])
      root.$parent.set(b)
      try await root.save()
      #expect(try await a.delete().perModel == ["Folder": 3])
      #expect(try await Folder.objects.all().map(\.name) == ["other"])
    }
  }

  @Test("Two tables that refer to each other are made, filled, queried and deleted from")
  func cycleOfTables() async throws {
    try await withDatabase { _ async throws in
      var hen = try await Chicken.objects.create(name: "hen")
      let egg = try await hen.laid.create()
      hen.$egg.set(egg)
      try await hen.save()
      #expect(try await Chicken.objects.filter { $0.egg.chicken.name == "hen" }.all() == [hen])
      #expect(try await Egg.objects.filter { $0.hatched.laid == egg }.all() == [egg])
      #expect(try await egg.delete().perModel == ["Egg": 1])
      #expect(try await Chicken.objects.get().eggID == nil)
      let second = try await hen.laid.create()
      try await Chicken.objects.update { $0.egg.set(second) }
      #expect(try await hen.delete().perModel == ["Egg": 1, "Chicken": 1])
    }
  }

  @Test("More rows than a list of placeholders holds")
  func manyRows() async throws {
    try await withDatabase { _ async throws in
      let owner = try await owners().gone
      let pets = try await owner.cascadingPetSet.bulkCreate(
        (0..<3000).map { CascadingPet(owner: owner, name: "\($0)") })
      try await Toy.objects.bulkCreate(pets.map { Toy(pet: $0) })
      #expect(try await owner.delete().perModel == ["Toy": 3000, "CascadingPet": 3000, "Owner": 1])
    }
  }

  @Test("An unsaved object cannot be deleted")
  func unsaved() async throws {
    try await withDatabase { _ async throws in
      await #expect { try await Blog(name: "x").delete() } throws: { error in
        (error as? KindredError)?.code == .unsavedObject
      }
    }
  }
}
