import { z } from 'zod';
import {
  NewUserObject,
  NewUserRequest,
  PasswordChange,
  PasswordReset,
  Registration,
  UserChanges,
  UserList,
  UserObject,
} from '../accounts-http.ts';
import { operation } from '../operation.ts';
import { Cursor, limitOf } from '../page.ts';
import { UserParams } from './params.ts';

const users = { under: ['v1'], service: 'accounts-api', tag: 'Users' } as const;

export const listUsers = operation({
  ...users,
  id: 'listUsers',
  method: 'GET',
  path: '/users',
  summary: 'All users, in the order in which they were made',
  access: 'admin',
  query: z.object({ limit: limitOf(100, 40), cursor: Cursor }),
  answer: { description: 'A page of users.', schema: UserList },
});

export const createUser = operation({
  ...users,
  id: 'createUser',
  method: 'POST',
  path: '/users',
  summary: 'A new user',
  access: 'admin',
  confirm: true,
  body: { schema: NewUserRequest },
  answer: { description: 'The user, and the password if one was made.', schema: NewUserObject },
  errors: ['already-exists'],
});

export const getMe = operation({
  ...users,
  id: 'getMe',
  method: 'GET',
  path: '/users/me',
  summary: 'Who I am',
  cost: 'free',
  answer: { description: 'The user.', schema: UserObject },
});

export const getUser = operation({
  ...users,
  id: 'getUser',
  method: 'GET',
  path: '/users/{id}',
  summary: 'A user; oneself, or for admins anybody',
  params: UserParams,
  answer: { description: 'The user.', schema: UserObject },
  errors: ['not-found'],
});

export const updateUser = operation({
  ...users,
  id: 'updateUser',
  method: 'PATCH',
  path: '/users/{id}',
  summary: 'Change a user; takes effect everywhere within a second',
  description: 'Users change their own email; the rest is for admins. Who is demoted or disabled is signed out.',
  confirm: true,
  params: UserParams,
  body: { schema: UserChanges },
  answer: { description: 'The user as they are now.', schema: UserObject },
  errors: ['not-found', 'conflict'],
});

export const deleteUser = operation({
  ...users,
  id: 'deleteUser',
  method: 'DELETE',
  path: '/users/{id}',
  summary: 'Delete a user with all that is theirs; the name is never given again',
  description: 'They are shut out within a second; their files, keys and sessions are removed by and by.',
  access: 'admin',
  confirm: true,
  params: UserParams,
  answer: { description: 'The user, who is being deleted.', schema: UserObject },
  errors: ['not-found', 'conflict'],
});

export const changeMyPassword = operation({
  ...users,
  id: 'changeMyPassword',
  method: 'POST',
  path: '/users/me/password',
  summary: 'Change my password; ends my other sessions',
  body: { schema: PasswordChange },
  answer: { description: 'The user.', schema: UserObject },
  errors: ['conflict'],
});

export const resetPassword = operation({
  ...users,
  id: 'resetPassword',
  method: 'POST',
  path: '/users/{id}/password',
  summary: "Set somebody's password; ends their sessions",
  access: 'admin',
  confirm: true,
  params: UserParams,
  body: { schema: PasswordReset },
  answer: { description: 'The user, and the password if one was made.', schema: NewUserObject },
  errors: ['not-found'],
});

export const register = operation({
  ...users,
  id: 'register',
  method: 'POST',
  path: '/registrations',
  summary: 'Become a user, where that is open or one is invited',
  access: 'anyone',
  body: { schema: Registration },
  answer: { description: 'The user.', schema: UserObject },
  errors: ['forbidden', 'already-exists'],
});

export const USERS = [
  listUsers,
  createUser,
  getMe,
  getUser,
  updateUser,
  deleteUser,
  changeMyPassword,
  resetPassword,
  register,
];
