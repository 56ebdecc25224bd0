import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Plans of deletions")
struct DeletionPlanTests {
  @Test("MQ-36: a plan counts what would be deleted, and changes nothing")
  func counts() async throws {
    try await withBlogs { blogs, log async throws in
      try await blogs.lives.remarks.create(text: "a")
      try await blogs.popLennon.remarks.create(text: "b")
      _ = log.take()
      let plan = try await Blog.objects.filter { $0.name.in(["Beatles", "Pop"]) }.deletionPlan()
      #expect(
        log.take() == [
          numbered(#"SELECT "blog"."id" FROM "blog" WHERE "blog"."name" IN (?1, ?2)"#),
          numbered(#"SELECT "entry"."id" FROM "entry" WHERE "entry"."blog_id" IN (?1, ?2)"#),
          numbered(#"SELECT COUNT(*) FROM "comment" WHERE "comment"."entry_id" IN (?1, ?2, ?3, ?4)"#),
        ])
      #expect(plan.perModel == ["Blog": 2, "Entry": 4, "Comment": 2] && plan.total == 8 && plan.isAllowed)
      #expect(plan.deleted.map(\.model) == ["Blog", "Entry", "Comment"])
      #expect(plan.description == "deletes 2 × Blog, 4 × Entry, 2 × Comment")
      #expect(try await Blog.objects.count() == 3)
      #expect(try await Entry.objects.count() == 4)
      #expect(try await Comment.objects.count() == 2)
      #expect(try await Blog.objects.filter { $0.name != "Cheese" }.delete().perModel == plan.perModel)
    }
  }

  @Test("R-5 to R-14: a plan says which keys change, what refuses, and what is left to the database")
  func effects() async throws {
    try await withDatabase { _ async throws in
      let fallback = try await Owner.objects.create(name: "Fallback", code: "f")
      let gone = try await Owner.objects.create(name: "Gone", code: "g")
      try await NulledPet.objects.create(owner: gone)
      try await ReassignedPet.objects.bulkCreate([ReassignedPet(owner: gone), ReassignedPet(owner: gone)])
      try await DefaultedPet.objects.create(owner: fallback)
      try await DatabaseCascadingPet.objects.create(owner: gone)
      try await UntouchedPet.objects.create(owner: gone)
      try await CodedPet.objects.create(owner: gone)
      try await ProtectedPet.objects.create(owner: gone)
      // One of these is deleted with its keeper, the other one is not.
      try await RestrictedPet.objects.bulkCreate([
        RestrictedPet(owner: gone, keeper: gone), RestrictedPet(owner: gone, keeper: fallback),
      ])
      let plan = try await gone.deletionPlan()
      #expect(plan.schema == Owner.schema)
      #expect(plan.perModel == ["Owner": 1, "CodedPet": 1, "RestrictedPet": 1])
      #expect(
        Set(plan.changed.map(\.description)) == [
          #"1 × NulledPet through "owner""#, #"2 × ReassignedPet through "owner""#,
        ])
      #expect(
        Set(plan.refusing.map(\.description)) == [
          #"1 × ProtectedPet through "owner""#, #"1 × RestrictedPet through "owner""#,
        ])
      #expect(
        Set(plan.leftToDatabase.map(\.description)) == [
          #"1 × DatabaseCascadingPet through "owner""#, #"1 × UntouchedPet through "owner""#,
        ])
      #expect(!plan.isAllowed && plan.refusing.allSatisfy { $0.rule == .protect || $0.rule == .restrict })
      #expect(try await fallback.deletionPlan().changed.map(\.model) == ["DefaultedPet"])
      #expect(try await fallback.deletionPlan().perModel == ["Owner": 1, "RestrictedPet": 1])
      #expect(try await Owner.objects.count() == 2)
      #expect(try await RestrictedPet.objects.count() == 2)
    }
  }

  @Test("R-6, R-7: the error has the rows that refuse, and says what to do")
  func refusal() async throws {
    try await withDatabase { _ async throws in
      let gone = try await Owner.objects.create(name: "Gone", code: "g")
      try await ProtectedPet.objects.bulkCreate((0..<3).map { _ in ProtectedPet(owner: gone) })
      try await RestrictedPet.objects.create(owner: gone)
      let error = await kindredError(.protected) { try await gone.delete() }
      #expect(Set(error?.refusing.map(\.model) ?? []) == ["ProtectedPet", "RestrictedPet"])
      #expect(error?.refusing.first { $0.model == "ProtectedPet" }?.count == 3)
      #expect(error?.refusing.first { $0.model == "ProtectedPet" }?.relation.field.column == "owner_id")
      #expect(error?.model == "Owner" && error?.table == "owner")
      #expect(error?.message.contains(#"3 × ProtectedPet through "owner" (protect)"#) == true)
      #expect(error?.message.contains(#"1 × RestrictedPet through "owner" (restrict)"#) == true)
      #expect(error?.message.contains("Delete those rows first") == true)
      await kindredError(.protected) { try await NamedQuery("Owner").filter("name", "Gone").delete() }
      let plan = try await NamedQuery("Owner").filter("name", "Gone").deletionPlan()
      #expect(plan.refusing == error?.refusing)
    }
  }

  @Test("R-3: links of many-to-many relations, and one-to-ones, are counted by their models")
  func links() async throws {
    try await withDatabase { _ async throws in
      let article = try await Article.objects.create(headline: "NASA uses Python")
      let publications = try await Publication.objects.bulkCreate(["Times", "Post"].map { Publication(title: $0) })
      try await article.publications.add(publications)
      let place = try await Place.objects.create(name: "Demon Dogs", address: "944 W. Fullerton")
      try await Restaurant.objects.create(place: place)
      let plan = try await article.deletionPlan()
      #expect(plan.perModel == ["Article": 1, "Article.PublicationsLink": 2])
      #expect(try await article.delete().perModel == plan.perModel)
      #expect(try await Publication.objects.count() == 2)
      #expect(try await place.deletionPlan().perModel == ["Place": 1, "Restaurant": 1])
      #expect(try await place.delete().perModel == ["Place": 1, "Restaurant": 1])

      var people: [Person] = []
      for name in ["Ann", "Bob"] { people.append(try await Person.objects.create(name: name)) }
      try await people[0].friends.add(people[1])
      // Both directions of a symmetrical link.
      #expect(try await people[0].delete().perModel == ["Person": 1, "Person.FriendsLink": 2])
    }
  }

  @Test("MQ-36: what cannot be deleted has no plan")
  func refused() async throws {
    try await withBlogs { blogs, log async throws in
      await kindredError(.unsavedObject) { _ = try await Blog(name: "new").deletionPlan() }
      await kindredError(.invalidQuery) { _ = try await Blog.objects.order { $0.id }[..<2].deletionPlan() }
      await kindredError(.invalidQuery) { _ = try await Blog.objects.distinct().deletionPlan() }
      #expect(log.take() == [])
      #expect(try await Blog.objects.none().deletionPlan().total == 0)
      #expect(try await Blog.objects.filter { $0.name == "x" }.deletionPlan().description == "deletes nothing")
      // A condition on related rows, which finds the Beatles twice.
      let plan = try await Blog.objects.filter { $0.entry.rating > 3 }.deletionPlan()
      #expect(plan.perModel == ["Blog": 2, "Entry": 4])
      let inside = try await transaction {
        try await blogs.pop.delete()
        return try await Blog.objects.all().count
      }
      #expect(inside == 2)
    }
  }
}
