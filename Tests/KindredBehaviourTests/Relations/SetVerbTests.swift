import Kindred
import Testing

@Suite("The verbs of many-to-many sets")
struct SetVerbTests {
  /// An article in two publications.
  private func withArticle(_ body: (Article, [Publication]) async throws -> Void) async throws {
    try await withDatabase { _ async throws in
      let article = try await Article.objects.create(headline: "a")
      let publications = try await Publication.objects.bulkCreate([
        Publication(title: "Keep"), Publication(title: "Other"),
      ])
      try await article.publications.add(publications)
      try await body(article, publications)
    }
  }

  @Test("What is excluded from a set stays excluded when more is asked for")
  func excludedFirst() async throws {
    try await withArticle { article, publications async throws in
      let others = article.publications.exclude { $0.title == "Keep" }
      #expect(try await others.filter { $0.title != "" }.all() == [publications[1]])
      #expect(try await others.get { $0.title != "" } == publications[1])
      #expect(try await others.exclude { $0.title == "Other" }.filter { $0.title != "" }.count() == 0)
      #expect(try await article.publications.filter { $0.title != "" }.exclude { $0.title == "Keep" }.count() == 1)
      _ = try await others.filter { $0.title != "" }.delete()
      #expect(try await Publication.objects.all() == [publications[0]])
    }
  }

  @Test("R-36: whatever creates objects by a set links them")
  func creatingLinks() async throws {
    try await withArticle { article, publications async throws in
      let set = try await article.publications.create(Publication(title: "x")) { $0.title.set("Set") }
      #expect(set.title == "Set")
      let both = try await article.publications.bulkCreate([Publication(title: "a"), Publication(title: "b")])
      #expect(try await article.publications.all() == [publications[0], publications[1], set] + both)
      #expect(try await article.publications.bulkCreate([]).isEmpty)
      await kindredError(.unsavedObject) {
        try await Article(headline: "new").publications.bulkCreate([Publication(title: "c")])
      }
      #expect(try await Publication.objects.count() == 5)
    }
  }

  @Test("What would insert objects without linking them is refused, and inserts none")
  func creatingWithoutLinks() async throws {
    try await withArticle { article, publications async throws in
      let new = [Publication(title: "new")]
      let set = article.publications
      let error = await kindredError(.invalidQuery) { try await set.bulkLoad(new) }
      #expect(error?.message.contains("Article.publications itself creates and links") == true)
      await kindredError(.invalidQuery) { try await set.bulkCreate(new, ignoreConflicts: true) }
      await kindredError(.invalidQuery) {
        try await set.upsert(new, onConflictOf: .key, updating: { $0.title })
      }
      await kindredError(.invalidQuery) { try await set.returning().create(new[0]) }
      await kindredError(.invalidQuery) { try await set.filter { $0.title == "new" }.create(new[0]) }
      await kindredError(.invalidQuery) {
        try await set.filter { $0.title != "" }.getOrCreate {
          $0.title == "new"
        } creating: {
          new[0]
        }
      }
      await kindredError(.invalidQuery) {
        try await set.filter { $0.title != "" }.updateOrCreate {
          $0.title == "new"
        } setting: {
          $0.title.set("newer")
        } creating: {
          new[0]
        }
      }
      #expect(try await Publication.objects.all() == publications)
      // What changes rows that are there is not concerned.
      #expect(try await set.returning { $0.title }.delete().sorted() == ["Keep", "Other"])
    }
  }

  @Test("R-36: objects that are linked already stay so, also where the links' own model allows a second link")
  func withoutUniquePair() async throws {
    try await withDatabase { _ async throws in
      let orchestra = try await Orchestra.objects.create(name: "o")
      let ann = try await Player.objects.create(name: "Ann")
      let bob = try await Player.objects.create(name: "Bob")
      try await orchestra.players.add(ann)
      try await orchestra.players.add(ann, bob, ann)
      try await ann.orchestras.add(orchestra)
      #expect(try await orchestra.players.all() == [ann, bob])
      try await orchestra.players.set([ann, bob])
      #expect(try await Seat.objects.count() == 2)
    }
  }

  @Test("R-25: links with fields of their own hold in both directions where the relation is symmetrical")
  func symmetrical() async throws {
    try await withDatabase { _ async throws in
      let names = ["Ann", "Bob", "Cid"]
      let people = try await Neighbour.objects.bulkCreate(names.map { Neighbour(name: $0) })
      let (ann, bob, cid) = (people[0], people[1], people[2])
      try await ann.neighbours.add([bob, ann]) { Fence(one: ann, other: $0, height: 2) }
      #expect(try await ann.neighbours.all() == [ann, bob])
      #expect(try await bob.neighbours.all() == [ann])
      try await bob.neighbours.add([ann, cid]) { Fence(one: bob, other: $0, height: 3) }
      #expect(try await bob.neighbours.all() == [ann, cid])
      #expect(try await cid.neighbours.all() == [bob])
      let heights = try await Fence.objects.order { ($0.oneID, $0.otherID) }.values { $0.height }.all()
      #expect(heights == [2, 2, 2, 3, 3])
      #expect(try await ann.neighbours.remove(bob) == 2)
      #expect(try await bob.neighbours.all() == [cid])
    }
  }

  @Test("Tasks that link the same objects from both ends, in any order, leave one link each")
  func concurrent() async throws {
    try await withDatabase { _ async throws in
      let people = try await Person.objects.bulkCreate((0..<6).map { Person(name: "\($0)") })
      let neighbours = try await Neighbour.objects.bulkCreate((0..<6).map { Neighbour(name: "\($0)") })
      try await withThrowingTaskGroup(of: Void.self) { group in
        for person in people {
          group.addTask { try await person.friends.add(people.shuffled()) }
          group.addTask { try await person.friends.add(people.reversed()) }
        }
        for neighbour in neighbours[..<2] {
          group.addTask {
            try await neighbours[2].neighbours.add([neighbour]) { Fence(one: neighbours[2], other: $0, height: 1) }
          }
          group.addTask {
            try await neighbour.neighbours.add([neighbours[2]]) { Fence(one: neighbour, other: $0, height: 1) }
          }
        }
        try await group.waitForAll()
      }
      for person in people { #expect(try await person.friends.count() == 6) }
      #expect(try await Person.FriendsLink.objects.count() == 36)
      #expect(try await neighbours[2].neighbours.all() == Array(neighbours[..<2]))
      #expect(try await Fence.objects.count() == 4)
    }
  }
}
