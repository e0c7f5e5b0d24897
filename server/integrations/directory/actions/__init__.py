"""What a file of people and the company’s directory change here. Each deed is one transaction; people are changed by `people.actions`."""
