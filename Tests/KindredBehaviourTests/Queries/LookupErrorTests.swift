import Kindred
import Testing

@Suite("Errors of looking for one object, and what hid errors")
struct LookupErrorTests {
  @Test("A deletion that would set a key which cannot be stored is refused")
  func unusableKey() async throws {
    try await withDatabase { _ async throws in
      let kennel = try await Kennel.objects.create(name: "x")
      try await Dog.objects.create(kennel: kennel)
      let error = await kindredError(.unsavedObject) { try await kennel.delete() }
      #expect(error?.model == "Dog" && error?.column == "kennel_id")
      #expect(try await Dog.objects.get().kennelID == kennel.id)
    }
  }

  @Test("An object that is missing, and several instead of one, are caught without knowing the model")
  func anyModel() async throws {
    try await withBlogs { blogs, _ async throws in
      let lookups: [() async throws -> Void] = [
        { _ = try await Blog.objects.get(id: 99) }, { _ = try await Blog.objects.get { $0.name == "none" } },
        { _ = try await Blog.objects.none().latest { $0.name } },
      ]
      for lookup in lookups {
        do {
          try await lookup()
          Issue.record("nothing was thrown")
        } catch let error as any ObjectDoesNotExist {
          #expect(error.model == "Blog")
        }
      }
      do {
        _ = try await Blog.objects.get()
        Issue.record("nothing was thrown")
      } catch let error as any MultipleObjectsFound {
        #expect(error.model == "Blog" && error.count == 3)
      }
      _ = blogs
    }
  }

  @Test("find gives nil where get throws that there is none")
  func find() async throws {
    try await withBlogs { blogs, log async throws in
      #expect(try await Blog.objects.find(id: blogs.pop.id)?.name == "Pop")
      #expect(try await Blog.objects.find(id: 99) == nil)
      #expect(try await blogs.pop.entrySet.find(id: blogs.lives.id) == nil)
      #expect(try await blogs.beatles.entrySet.find(id: blogs.lives.id) == blogs.lives)
      _ = log.take()
      #expect(try await Blog.objects.find(id: .unsaved) == nil)
      #expect(log.take() == [])
      await kindredError(.invalidQuery) { _ = try await Blog.objects[..<1].find(id: 1) }
    }
  }

  @Test("A key that cannot be stored is an error with a place when its object is read")
  func unusableReference() async throws {
    try await withDatabase { _ async throws in
      let day = try #require(CalendarDate(year: 9999, month: 12, day: 31)?.adding(days: 1))
      let error = await kindredError(.invalidValue) { _ = try await Closing(holidayID: day).holiday }
      #expect(error?.model == "Closing" && error?.column == "holiday_id")
    }
  }
}
